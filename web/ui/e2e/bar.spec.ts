// The search in the top bar: who is found stands under the field.
import type { Page } from '@playwright/test';
import { expect, test, type Desk } from './desk';
import { looksGood } from './look';

async function fill(desk: Desk) {
  await desk.choose({ country: 'IN' });
  const asha = await desk.worker();
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '98220 41763' });
  await asha.claim(await desk.enquire({ name: 'Meera Iyer', courseInterest: 'German A2', phone: '98220 55555' }));
  const lost = await desk.enquire({ name: 'Sameera Khan', courseInterest: 'Spoken English' });
  await asha.claim(lost);
  expect((await asha.call('POST', `/api/enquiries/${lost}/stage`, { stage: 'lost', reason: 'fees' })).status).toBe(200);
}

const field = (page: Page) => page.getByRole('combobox', { name: 'Name or phone' });
const found = (page: Page) => page.getByRole('option');
const names = (page: Page) => page.locator('[role=option] .name > b').allInnerTexts();

test('one finds people from any screen without leaving it, by keys alone', async ({ page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/due`);
  await field(page).waitFor();
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.type('meera');
  await expect(page.getByRole('listbox', { name: 'Who was found' })).toBeVisible();
  await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('group', { name: 'Open' }).getByRole('option')).toHaveCount(2);
  await expect(page.getByRole('group', { name: 'Closed' }).getByRole('option', { name: 'Sameera Khan' })).toBeVisible();
  await expect(page.locator('[aria-live=polite]')).toHaveText('3 found');
  await expect(page).toHaveURL(/\/due$/);

  await page.keyboard.press('ArrowDown');
  const first = (await found(page).first().getAttribute('id')) ?? '';
  await expect(field(page)).toHaveAttribute('aria-activedescendant', first);
  await page.keyboard.press('ArrowUp');
  await expect(found(page).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(found(page)).toHaveCount(0);
  await expect(field(page)).toHaveValue('meera');
  await page.keyboard.press('ArrowDown');
  await expect(found(page)).toHaveCount(3);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('');

  await page.keyboard.type('nair');
  await expect.poll(() => names(page)).toEqual(['Meera Nair']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/leads\/1$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Meera Nair' })).toBeFocused();
  await expect(field(page)).toHaveValue('');
  await field(page).fill('iyer');
  await found(page).filter({ hasText: 'Meera Iyer' }).click();
  await expect(page).toHaveURL(/\/leads\/2$/);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/\/due$/);
});

test('Enter without a choice goes to the page of the search, and a phone has that page alone', async ({ page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/inbox`);
  await field(page).fill('meera');
  await expect(found(page)).toHaveCount(3);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/search\?q=meera$/);
  await expect(page.getByRole('combobox', { name: 'Name, phone' })).toHaveValue('meera');
  await expect(field(page)).toHaveCount(0);
  await expect(found(page)).toHaveCount(3);
  await page.goBack();
  await expect(page).toHaveURL(/\/inbox$/);
  await field(page).fill('meera');
  await expect(found(page)).toHaveCount(3);
  await page.getByRole('link', { name: 'Due today' }).focus();
  await expect(found(page)).toHaveCount(0);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(field(page)).toHaveCount(0);
  await page.getByRole('link', { name: 'Search' }).click();
  await expect(page).toHaveURL(/\/search$/);
});

test('a late answer never replaces a newer one; failures and silence are said under the field', async ({ page, desk, context }) => {
  await fill(desk);
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/search?q=meera*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${desk.address}/inbox`);
  const asked = page.waitForRequest('**/api/search?q=meera*');
  await field(page).fill('meera');
  await asked;
  await expect(page.getByText('Looking…')).toBeVisible();
  await field(page).fill('iyer');
  await expect.poll(() => names(page)).toEqual(['Meera Iyer']);
  const late = page.waitForResponse('**/api/search?q=meera*');
  answer();
  await late;
  expect(await names(page)).toEqual(['Meera Iyer']);

  await page.route('**/api/search?q=khan*', (route) => route.fulfill({ status: 500, json: { success: false, error: 'Failed', message: 'x' } }));
  await field(page).fill('khan');
  await expect(page.getByText('The search did not work.')).toBeVisible();
  await expect(field(page)).toHaveValue('khan');
  await looksGood(page, 'search in the bar, broken');
  await page.unroute('**/api/search?q=khan*');
  await page.getByRole('search').getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => names(page)).toEqual(['Sameera Khan']);

  await context.setOffline(true);
  await field(page).fill('nair');
  await expect(page.getByRole('search').getByText('No connection.')).toBeVisible();
  await context.setOffline(false);
  await expect.poll(() => names(page)).toEqual(['Meera Nair']);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });

    test('5, 7: the bar looks good with people and without, and who is not there can be added', async ({ page, desk }) => {
      await fill(desk);
      await page.goto(`${desk.address}/inbox`);
      await field(page).waitFor();
      await looksGood(page, 'bar');
      await field(page).fill('4176');
      await expect(page.locator('mark')).toHaveText('4176');
      await field(page).fill('eera');
      await expect(found(page)).toHaveCount(3);
      await page.keyboard.press('ArrowDown');
      await looksGood(page, 'search in the bar');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/bar-${colorScheme}.png` });
      await field(page).fill('98220 4 Wolfeschlegelsteinhausenbergerdorff');
      await page.getByText('Nobody with').waitFor();
      await looksGood(page, 'nobody in the bar');
      await field(page).fill('98765 4');
      await page.getByRole('button', { name: 'Add walk-in with 98765 4' }).click();
      await expect(page.getByLabel('Phone', { exact: true })).toHaveValue('98765 4');
    });
  });
}
