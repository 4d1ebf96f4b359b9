// Where a lead stands, its next step, and its facts.
import { colleague, expect, owner, test, zoneAt, type Desk } from './desk';
import type { Page } from '@playwright/test';

async function mine(page: Page, desk: Desk): Promise<number> {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await (await desk.worker(owner)).claim(id);
  await page.goto(`${desk.address}/leads/${id}`);
  await page.getByRole('button', { name: /^Stage:/ }).waitFor();
  return id;
}

test('a stage is changed by key, undone, closed for a reason and opened again', async ({ page, desk }) => {
  await mine(page, desk);
  const spot = (stage: string) => page.getByRole('button', { name: `Stage: ${stage}. Change` });
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('s');
  await dialog.getByRole('button', { name: 'Visit or demo' }).click();
  await expect(spot('Visit or demo')).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(spot('New')).toBeVisible();

  await spot('New').click();
  await dialog.getByRole('button', { name: 'Lost…' }).click();
  await dialog.getByRole('button', { name: 'Close as Lost' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Choose a reason.');
  await dialog.getByRole('radio', { name: 'Distance' }).check();
  await dialog.getByRole('button', { name: 'Close as Lost' }).click();
  await expect(spot('Lost')).toBeVisible();
  await expect(page.getByRole('form', { name: 'Log call' })).toHaveCount(0);
  await expect(page.locator('.history')).toContainText('You closed this: Lost, Distance.');

  await spot('Lost').click();
  await dialog.getByRole('button', { name: 'Not now…' }).click();
  await dialog.getByLabel('Ask again on').fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Close as Not now' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Choose a day later than today.');
  const year = new Date().getFullYear() + 1;
  await dialog.getByLabel('Ask again on').fill(`${year}-03-02`);
  await dialog.getByRole('button', { name: 'Close as Not now' }).click();
  await expect(spot('Not now')).toBeVisible();
  await spot('Not now').click();
  await dialog.getByRole('button', { name: 'Open again' }).click();
  await expect(spot('New')).toBeVisible();
});

test('who enrolls may have a day on which they start', async ({ page, desk }) => {
  await mine(page, desk);
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Enrolled…' }).click();
  await dialog.getByLabel('They start on').fill('2027-01-11');
  await dialog.getByRole('button', { name: 'Move to Enrolled' }).click();
  await expect(page.getByRole('button', { name: 'Stage: Enrolled. Change' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('Starts on 11 Jan 2027');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Stage: New. Change' })).toBeVisible();
});

test('a follow-up is moved', async ({ page, desk }) => {
  await desk.choose({ timeZone: zoneAt(11) });
  const id = await mine(page, desk);
  await expect(page.getByText('first call')).toBeVisible();
  await page.keyboard.press('f');
  await page.getByLabel('When').last().fill('2020-01-01T10:00');
  await page.getByRole('button', { name: 'Move there' }).click();
  await expect(page.getByRole('alert')).toHaveText('Choose a time later than now.');
  await page.getByRole('button', { name: 'In 20 min' }).click();
  await expect(page.locator('.history')).toContainText('You moved the follow-up to');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  const { data } = await (await desk.worker()).call('GET', `/api/enquiries/${id}`);
  const due = Date.parse((data as { enquiry: { followUp: { dueAt: string } } }).enquiry.followUp.dueAt);
  expect(due).toBeGreaterThan(Date.now() + 19 * 60_000); // or when the school opens
});

test('a note is written by key, and by people who do not hold the lead', async ({ page, desk, browser }) => {
  const id = await mine(page, desk);
  await page.keyboard.press('n');
  await page.keyboard.type('Prefers mornings');
  await page.reload();
  await expect(page.getByLabel('Note', { exact: true }).last()).toHaveValue('Prefers mornings');
  await page.getByLabel('Note', { exact: true }).last().press('Control+Enter');
  await expect(page.locator('.history .quote')).toHaveText('Prefers mornings');
  const rahul = await desk.page(browser, colleague);
  await rahul.goto(`/inbox/${id}`);
  await rahul.getByRole('button', { name: 'Add a note' }).click();
  await rahul.getByLabel('Note', { exact: true }).fill('Her father called');
  await rahul.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.history .quote').first()).toHaveText('Her father called');
  await rahul.context().close();
});

test('a fact is changed by hand, and of two changes one is chosen', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await (await desk.worker(colleague)).claim(id);
  await (await desk.worker(owner)).call('POST', `/api/enquiries/${id}/reassign`, { userId: 1 });
  await page.goto(`${desk.address}/leads/${id}`);
  const facts = page.getByRole('region', { name: 'Details' });
  await facts.getByRole('button', { name: 'Change: Branch' }).click();
  await facts.getByLabel('Branch').fill('Kothrud');
  await page.getByRole('heading', { name: 'Meera Nair' }).click();
  await expect(facts.getByLabel('Branch')).toHaveValue('Kothrud');
  // Something else of it changes meanwhile: that is no conflict.
  expect((await (await desk.worker()).call('POST', `/api/enquiries/${id}/stage`, { stage: 'visit' })).status).toBe(200);
  await facts.getByRole('button', { name: 'Save' }).click();
  await expect(facts.getByText('Kothrud')).toBeVisible();

  await facts.getByRole('button', { name: 'Change: Course' }).click();
  await facts.getByLabel('Course').fill('NEET, weekend');
  const response = await fetch(`${desk.address}/api/enquiries/${id}`, {
    method: 'PATCH',
    headers: { cookie: (await desk.worker()).cookie, origin: desk.address, 'content-type': 'application/json', 'if-match': '*' },
    body: JSON.stringify({ courseInterest: 'NEET, evening' }),
  });
  expect(response.status).toBe(200);
  await facts.getByRole('button', { name: 'Save' }).click();
  await expect(facts.getByRole('alert')).toHaveText('Asha changed this while you were typing. Choose which to keep.');
  await expect(facts.getByRole('button', { name: 'Keep Asha’s: NEET, evening' })).toBeVisible();
  await expect(facts.getByLabel('Course')).toHaveValue('NEET, weekend');
  await facts.getByRole('button', { name: 'Keep mine: NEET, weekend' }).click();
  await expect(page.locator('.head .course')).toHaveText('NEET, weekend');
  await facts.getByRole('button', { name: 'Change: E-mail' }).click();
  await facts.getByLabel('E-mail').fill('not an address');
  await facts.getByRole('button', { name: 'Save' }).click();
  await expect(facts.getByRole('alert')).toBeVisible();
  await expect(facts.getByLabel('E-mail')).toHaveValue('not an address');
  await facts.getByRole('button', { name: 'Cancel' }).click();
  await expect(facts.getByText('meera.nair@mail.example')).toBeVisible();
});
