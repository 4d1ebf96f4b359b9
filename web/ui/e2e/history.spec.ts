// What happened to a lead, told in words, and the notes in it.
import { colleague, expect, owner, test } from './desk';

test('the history tells all kinds, the newest first, and more as they happen', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const [asha, rahul] = [await desk.worker(owner), await desk.worker(colleague)];
  await rahul.claim(id);
  const post = async (who: typeof asha, path: string, body: unknown, status: number) =>
    expect((await who.call('POST', `/api/enquiries/${id}${path}`, body)).status, path).toBe(status);
  await post(rahul, '/attempts', { channel: 'call', outcome: 'no_answer', note: 'Rang twice' }, 201);
  await post(rahul, '/stage', { stage: 'visit' }, 200);
  await post(rahul, '/stage', { stage: 'lost', reason: 'fees' }, 200);
  await post(rahul, '/reopen', {}, 200);
  await post(asha, '/reassign', { userId: 1, note: 'speaks Marathi' }, 200);
  await post(asha, '/notes', { text: 'Mother calls at five' }, 201);

  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/leads/${id}`)]);
  const lines = page.locator('.history ol > li');
  const texts = [
    'You wrote a note', 'You took this enquiry over.', 'Rahul opened this again.', 'Rahul closed this: Lost, Fees.',
    'Rahul moved this from New to Visit or demo.', 'Call by Rahul: No answer', 'Rahul claimed this enquiry.', `Enquiry No. ${id} came in.`,
  ];
  await expect(lines).toHaveCount(texts.length);
  for (const [at, text] of texts.entries()) await expect(lines.nth(at)).toContainText(text);
  await expect(lines.nth(0)).toContainText('Mother calls at five');
  await expect(lines.nth(1)).toContainText('speaks Marathi');
  await expect(lines.nth(5)).toContainText('Rang twice');
  await expect(lines.nth(5).locator('time')).toHaveText(/^\d\d:\d\d$/);

  await page.getByLabel('Notes and calls only').check();
  await expect(lines).toHaveCount(2);
  await post(rahul, '/notes', { text: 'She called the front desk' }, 201);
  await expect(lines.first()).toContainText('She called the front desk');
  await expect(lines.first()).toHaveClass(/fresh/);
});

test('a note is changed by who wrote it, and what is typed stays when it cannot be saved', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const [asha, rahul] = [await desk.worker(owner), await desk.worker(colleague)];
  await asha.claim(id);
  await rahul.call('POST', `/api/enquiries/${id}/notes`, { text: 'Not yours' });
  await asha.call('POST', `/api/enquiries/${id}/notes`, { text: 'Comes on Sunday' });
  await page.goto(`${desk.address}/leads/${id}`);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const note = page.getByLabel('The note');
  await expect(note).toBeFocused();
  await note.fill('Comes on Saturday');
  await page.route('**/notes/*', (route) => route.abort('connectionreset'));
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert')).toHaveText('Not saved, no connection. Try again.');
  await expect(note).toHaveValue('Comes on Saturday');
  await page.unroute('**/notes/*');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-kind=noted] .quote').first()).toHaveText('Comes on Saturday');
  await expect(page.getByText('You changed a note.')).toBeVisible();
});

test('older lines are asked for', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const asha = await desk.worker(owner);
  await asha.claim(id);
  for (let n = 1; n <= 52; n++) await asha.call('POST', `/api/enquiries/${id}/notes`, { text: `Note ${n}` });
  await page.goto(`${desk.address}/leads/${id}`);
  const lines = page.locator('.history ol > li');
  await expect(lines).toHaveCount(50);
  await page.getByRole('button', { name: 'Show older' }).click();
  await expect(lines).toHaveCount(54);
  await expect(page.getByRole('button', { name: 'Show older' })).toHaveCount(0);
  await expect(lines.last()).toContainText('came in.');
});
