// Putting back, handing over, and undoing it.
import { colleague, expect, owner, test } from './desk';

test('a claim can be undone, by button and by key', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  const claim = page.getByRole('button', { name: 'Claim Meera Nair' });
  await claim.click();
  const toast = page.getByRole('status').filter({ hasText: 'Claimed.' });
  await expect(toast).toBeVisible();
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(toast).toHaveCount(0);
  await expect(claim).toBeVisible();
  await expect(page.locator('[data-say]')).toHaveText('Meera Nair is in the Inbox again.');
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  await claim.click();
  await expect(page.locator('.stamp', { hasText: 'YOURS' })).toBeVisible();
  await page.keyboard.press('z');
  await expect(claim).toBeVisible();
  const end = await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  expect(await (await desk.worker()).history(end)).toMatchObject({ claimed: 2, released: 2 });
});

test('the offer to undo goes after eight seconds, but not from under a pointer', async ({ page, desk }) => {
  await page.clock.install();
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: 'Claim Meera Nair' }).click();
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.hover();
  await page.clock.runFor(20_000);
  await expect(undo).toBeVisible();
  await page.mouse.move(640, 300);
  await page.clock.runFor(8100);
  await expect(undo).toHaveCount(0);
  await page.keyboard.press('z');
  await expect(page.locator('.stamp', { hasText: 'YOURS' })).toBeVisible();
});

test('U puts back, and Z claims again while nobody else has', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox/${id}`);
  const article = page.getByRole('article');
  await article.getByRole('button', { name: 'Claim Meera Nair' }).click();
  await expect(article.locator('.stamp')).toContainText('YOURS');
  await page.keyboard.press('u');
  await expect(page.getByText('Put back in the Inbox.')).toBeVisible();
  await expect(article.getByRole('button', { name: 'Claim Meera Nair' })).toBeVisible();
  await page.keyboard.press('z');
  await expect(article.locator('.stamp')).toContainText('YOURS');

  await page.keyboard.press('u');
  await expect(page.getByText('Put back in the Inbox.')).toBeVisible();
  await (await desk.worker(colleague)).claim(id);
  await page.keyboard.press('z');
  await expect(article.getByRole('status')).toContainText('Rahul claimed this enquiry');
});

test('put back from More takes a reason, which a failure keeps', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await (await desk.worker(owner)).claim(id);
  await page.goto(`${desk.address}/leads/${id}`);
  await page.getByRole('button', { name: 'More for Meera Nair' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put back in the Inbox' }).click();
  const reason = page.getByRole('dialog').getByLabel('Reason');
  await reason.fill('I am away until Monday');
  await page.route('**/release', (route) => route.abort('connectionreset'));
  await page.getByRole('dialog').getByRole('button', { name: 'Put back' }).click();
  await expect(page.getByRole('alert')).toContainText('Nothing changed, no connection.');
  await expect(reason).toHaveValue('I am away until Monday');
  await page.unroute('**/release');
  const sent = page.waitForRequest(/release/);
  await page.getByRole('dialog').getByRole('button', { name: 'Put back' }).click();
  expect((await sent).postDataJSON()).toEqual({ reason: 'I am away until Monday' });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Claim Meera Nair' })).toBeVisible();
});

test('a lead that is handed over appears in the other’s My leads, and a counsellor cannot take it back', async ({ page, browser, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/mine`)]);
  await expect(page.getByText('You hold no leads.')).toBeVisible();
  const rahul = await desk.page(browser, colleague);
  await rahul.goto(`/inbox/${id}`);
  await rahul.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' }).click();
  await rahul.getByRole('button', { name: 'Hand over' }).click();
  const dialog = rahul.getByRole('dialog', { name: 'Hand over Meera Nair' });
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Choose a person.');
  await dialog.getByLabel('Asha Patil').check();
  await dialog.getByLabel('A line for them').fill('speaks Hindi, call after 4');
  const sent = rahul.waitForRequest(/reassign/);
  await dialog.getByRole('button', { name: 'Hand over to Asha' }).click();
  expect((await sent).postDataJSON()).toEqual({ userId: 1, note: 'speaks Hindi, call after 4' });
  await expect(dialog).toHaveCount(0);
  await expect(rahul.locator('article .stamp')).toContainText('ASHA');
  await expect(rahul.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^Meera Nair, NEET foundation, New, next/ })).toBeVisible();
  await rahul.context().close();
});

test('whoever is given a lead is told where they are, until they open it or it goes on', async ({ page, browser, desk }) => {
  const [arjun, sana] = [
    await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'JEE crash course' }),
    await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' }),
  ];
  const asha = await desk.worker(owner);
  const give = async (id: number, userId: number) =>
    expect((await asha.call('POST', `/api/enquiries/${id}/reassign`, { userId })).status).toBe(200);
  const rahul = await desk.page(browser, colleague);
  await Promise.all([rahul.waitForResponse(/stream/), rahul.goto('/inbox')]);
  await give(arjun, 2);
  await expect(rahul.locator('.strip').getByText('Asha gave you Arjun Jadhav.')).toBeVisible();
  await expect(rahul.locator('[data-say]')).toHaveText('Asha gave you Arjun Jadhav.');
  await expect(rahul.locator('.strip [role=status], .strip[role=status]')).toHaveCount(0);
  await give(sana, 2);
  await expect(rahul.locator('.strip').getByText('Asha gave you Sana Qureshi.')).toBeVisible();
  await give(sana, 1);
  await expect(rahul.locator('.strip').getByText('Asha gave you Sana Qureshi.')).toHaveCount(0);
  await rahul.getByRole('link', { name: 'My leads' }).first().click();
  await rahul.getByRole('link', { name: 'Open Arjun Jadhav' }).click();
  await expect(rahul.getByRole('heading', { name: 'Arjun Jadhav' })).toBeVisible();
  await expect(rahul.locator('article .stamp')).toContainText('YOURS');
  await rahul.getByRole('link', { name: 'My leads' }).first().click();
  await expect(rahul.getByRole('link', { name: /^Arjun Jadhav/ })).toBeVisible();
  await expect(rahul.locator('.strip')).toHaveCount(0);
  await rahul.context().close();
  void page;
});

test('an owner takes a hand-over back while the other still has it', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await (await desk.worker(owner)).claim(id);
  await page.goto(`${desk.address}/leads/${id}`);
  const give = async () => {
    await page.locator('article .stamp', { hasText: 'YOURS' }).waitFor();
    await page.keyboard.press('h');
    await page.getByRole('dialog').getByLabel('Rahul Deshpande').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Hand over to Rahul' }).click();
    await expect(page.getByText('Handed over to Rahul.')).toBeVisible();
  };
  await give();
  await page.keyboard.press('z');
  await give();
  await (await desk.worker(colleague)).call('POST', `/api/enquiries/${id}/release`, {});
  await expect(page.getByRole('button', { name: 'Claim Meera Nair' })).toBeVisible();
  await page.keyboard.press('z');
  await expect(page.getByText('Not undone. Meera Nair is in the Inbox.').last()).toBeVisible();
});

test('19: with the keys off nothing is put back, handed over or undone', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.addInitScript(() => localStorage.setItem('firstbell.shortcuts', 'off'));
  await page.goto(`${desk.address}/inbox/${id}`);
  await page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' }).click();
  await expect(page.locator('article .stamp')).toContainText('YOURS');
  for (const key of ['x', 'u', 'h', 'z']) await page.keyboard.press(key);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('article .stamp')).toContainText('YOURS');
  await expect(page.getByText('Claimed.')).toBeVisible();
});
