import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { colleague, expect, test, type Desk } from './desk';
import { looks, looksGood } from './look';

/** Four leads: one of Rahul's, one of mine, two that nobody holds. */
async function fill(desk: Desk) {
  await desk.choose({ country: 'IN' });
  const asha = await desk.worker();
  const rahul = await desk.worker(colleague);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '98220 41763' });
  await desk.enquire({ name: '=SUM(1)', courseInterest: 'German A2' });
  await asha.claim(await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'German A2' }));
  await rahul.claim(await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'German A2' }));
}

const pick = (page: Page, name: string) => page.getByRole('checkbox', { name: `Choose ${name}` }).check();
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('19: several leads are handed over with keys alone, and taken back', async ({ page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/leads`);
  await page.getByRole('link', { name: 'Sana Qureshi' }).waitFor();
  for (const key of ['j', ' ', 'j', 'j', 'j', ' ']) await page.keyboard.press(key);
  await expect(page.getByRole('group', { name: '2 leads chosen' })).toBeVisible();
  await page.getByRole('button', { name: 'Hand to…' }).press('Enter');
  await page.getByRole('button', { name: 'Hand over', exact: true }).press('Enter');
  await expect(page.getByText('Choose a person.')).toBeVisible();
  await page.getByRole('radio', { name: /^Rahul/ }).press(' ');
  await page.getByRole('button', { name: 'Hand over to Rahul' }).press('Enter');
  await expect(page.getByText('2 leads handed to Rahul.').first()).toBeVisible();
  await expect(row(page, 'Meera Nair')).toContainText('Rahul');
  await expect(page.getByRole('group', { name: /chosen/ })).toHaveCount(0);
  await page.keyboard.press('z');
  await expect(row(page, 'Meera Nair')).toContainText('Nobody');
  await expect(row(page, 'Sana Qureshi')).toContainText('Rahul');
});

test('several leads are moved, and each that is not says why', async ({ browser, page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/leads`);
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).check();
  await page.getByRole('button', { name: 'Stage…' }).click();
  await page.getByRole('button', { name: 'Lost…' }).click();
  await page.getByRole('radio', { name: 'Fees' }).check();
  await page.getByRole('button', { name: 'Close as Lost' }).click();
  await expect(page.getByText('4 leads moved to Lost.').first()).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(row(page, 'Arjun Jadhav')).toContainText('New');

  const rahul = await desk.page(browser, colleague);
  await rahul.goto('/leads');
  for (const name of ['Arjun Jadhav', 'Sana Qureshi']) await pick(rahul, name);
  await rahul.getByRole('button', { name: 'Stage…' }).click();
  await rahul.getByRole('button', { name: 'Applied' }).click();
  await expect(rahul.getByText('Not done for 1 lead:')).toBeVisible();
  await expect(rahul.getByRole('listitem').filter({ hasText: 'Arjun Jadhav: ' })).toBeVisible();
  await expect(row(rahul, 'Sana Qureshi')).toContainText('Applied');
  await expect(rahul.getByRole('button', { name: 'Save as CSV' })).toHaveCount(0);
  await rahul.getByRole('button', { name: 'Close' }).click();
  await expect(rahul.getByText('Not done for 1 lead:')).toHaveCount(0);
});

test('what is shown, or chosen, is saved as a file that runs nothing', async ({ page, desk }) => {
  await fill(desk);
  const save = async () => {
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).first().click();
    return readFile(await (await file).path(), 'utf8');
  };
  await page.goto(`${desk.address}/leads?course=NEET+foundation`);
  await page.getByRole('link', { name: 'Meera Nair' }).waitFor();
  const narrow = await save();
  expect(narrow).toContain('"\'+919822041763"');
  expect(narrow.trim().split('\r\n')).toHaveLength(2);
  await page.getByRole('button', { name: 'Course is NEET foundation, remove' }).click();
  await pick(page, '=SUM(1)');
  await page.getByRole('group', { name: '1 lead chosen' }).waitFor();
  const file = page.waitForEvent('download');
  await page.getByRole('group', { name: '1 lead chosen' }).getByRole('button', { name: 'Save as CSV' }).click();
  const chosen = await readFile(await (await file).path(), 'utf8');
  expect(chosen).toMatch(/^\uFEFF"number"/);
  expect(chosen).toContain('"\'=SUM(1)"');
  expect(chosen).not.toContain('Meera');
  await page.route('**/api/enquiries/export?*', (route) => route.fulfill({ status: 429, headers: { 'retry-after': '360' }, json: { success: false, code: 'rate', message: '' } }));
  await page.getByRole('button', { name: 'Save as CSV' }).first().click();
  await expect(page.getByText('Try again in 360 seconds.')).toBeVisible();
});

test('filters are sentences, and views are their names for everybody', async ({ browser, page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/leads`);
  await page.goto(`${desk.address}/leads?course=German+A2&owner=none`);
  await expect(page.getByRole('list', { name: 'Only these are shown' }).getByRole('button')).toHaveText(['Owner is Nobody', 'Course is German A2']);
  await page.getByRole('button', { name: 'Keep as a view' }).click();
  await page.getByRole('button', { name: 'Keep the view' }).click();
  await expect(page.getByRole('link', { name: 'Enter a name.' })).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('Free German');
  await page.getByRole('button', { name: 'Keep the view' }).click();
  await expect(page.getByRole('link', { name: 'Free German' })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('button', { name: 'Owner is Nobody, remove' }).click();
  await expect(page.getByRole('button', { name: 'Course is German A2, remove' })).toBeFocused();
  await page.getByRole('button', { name: 'Keep as a view' }).click();
  await page.getByLabel('Name', { exact: true }).fill('free  GERMAN');
  await page.getByRole('button', { name: 'Keep the view' }).click();
  await expect(page.getByText('There is a view of that name. Choose another name.')).toBeVisible();
  await page.keyboard.press('Escape');

  const rahul = await desk.page(browser, colleague);
  await rahul.goto('/leads');
  await rahul.getByRole('link', { name: 'Free German' }).click();
  await expect(rahul).toHaveURL(/course=German/);
  await expect(rahul.getByRole('row')).toHaveCount(2);
  await expect(rahul.getByRole('button', { name: /view/ })).toHaveCount(0);

  await page.getByRole('link', { name: 'Free German' }).click();
  await page.getByRole('button', { name: 'Change this view' }).click();
  await page.getByRole('button', { name: 'Delete the view' }).click();
  await expect(page.getByRole('link', { name: 'Free German' })).toHaveCount(0);
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('5, 6, 7: several leads look good, chosen, asked about and refused', async ({ page, desk }) => {
      await fill(desk);
      const asha = await desk.worker();
      expect((await asha.call('POST', '/api/views', { name: 'Visits of this week', query: 'stage=visit' })).status).toBe(201);
      await page.goto(`${desk.address}/leads?course=German+A2`);
      await pick(page, 'Arjun Jadhav');
      await pick(page, '=SUM(1)');
      await looksGood(page, 'leads chosen');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/bulk-${look.viewport.width}-${look.colorScheme}.png` });
      await page.getByRole('button', { name: 'Hand to…' }).click();
      await looksGood(page, 'hand several over');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Stage…' }).click();
      await page.getByRole('button', { name: 'Not now…' }).click();
      await looksGood(page, 'move several');
      await page.keyboard.press('Escape');
      await page.route('**/api/enquiries/stage', (route) => route.fulfill({ json: { success: true, data: { done: 1, results: [{ id: 2, done: true }, { id: 3, done: false, code: 'not_holder', message: '' }] } } }));
      await page.getByRole('button', { name: 'Stage…' }).click();
      await page.getByRole('button', { name: 'Applied' }).click();
      await page.getByText('Not done for 1 lead:').waitFor();
      await looksGood(page, 'several refused');
      await page.setViewportSize({ width: 320, height: 640 });
      await page.locator('main table').waitFor({ state: 'hidden' });
      await looksGood(page, 'several refused at 320');
      await page.setViewportSize(look.viewport);
      await page.getByRole('button', { name: 'Keep as a view' }).click();
      await looksGood(page, 'a new view');
    });
  });
}
