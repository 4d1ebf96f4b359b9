import type { Page } from '@playwright/test';
import { colleague, expect, test, type Desk } from './desk';
import { looks, looksGood } from './look';

/** Four people: one waits, one is mine, one is a colleague's, one is lost. */
async function fill(desk: Desk) {
  await desk.choose({ country: 'IN' });
  const asha = await desk.worker();
  const rahul = await desk.worker(colleague);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '98220 41763' });
  await asha.claim(await desk.enquire({ name: 'Meera Iyer', courseInterest: 'German A2', phone: '98220 55555' }));
  await rahul.claim(await desk.enquire({ name: 'José Álvarez', courseInterest: 'JEE crash course', phone: '98765 43210' }));
  const lost = await desk.enquire({ name: 'Sameera Khan', courseInterest: 'Spoken English' });
  await asha.claim(lost);
  expect((await asha.call('POST', `/api/enquiries/${lost}/stage`, { stage: 'lost', reason: 'fees' })).status).toBe(200);
}

const field = (page: Page) => page.getByRole('combobox', { name: 'Name, phone' });
const found = (page: Page) => page.getByRole('option');
const names = (page: Page) => page.locator('[role=option] .name > b').allInnerTexts();

test('one finds people from any screen with the keyboard alone', async ({ page, desk }) => {
  await page.setViewportSize({ width: 1100, height: 800 }); // where the bar has no room for a field
  await fill(desk);
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('link', { name: /^Meera Nair, / }).waitFor();
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('m');
  await page.keyboard.type('eera');
  await expect(page.getByRole('group', { name: 'Open' }).getByRole('option')).toHaveCount(2);
  await expect(page.getByRole('group', { name: 'Closed' }).getByRole('option', { name: 'Sameera Khan' })).toBeVisible();
  await expect(page).toHaveURL(/\/search\?q=meera$/);
  await page.keyboard.press('ArrowDown');
  await expect(found(page).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await expect(found(page).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/leads\/\d+$/);
  await expect(page.getByRole('heading', { level: 1, name: /^Meera/ })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/search\?q=meera$/);
  await expect(found(page)).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'meera' })).toBeVisible();
  await page.getByRole('button', { name: 'meera' }).click();
  await expect(found(page)).toHaveCount(3);
});

test('numbers, accents and typing errors lead to the person', async ({ page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/search`);
  for (const [typed, name, mark] of [['4176', 'Meera Nair', '4176'], ['098220 41', 'Meera Nair', '98220 41'], ['alvarez', 'José Álvarez', ''], ['#2', 'Meera Iyer', ''], ['jose.alva', 'José Álvarez', '']] as const) {
    await field(page).fill(typed);
    await expect.poll(() => names(page), typed).toEqual([name]);
    if (mark) await expect(page.locator('mark')).toHaveText(mark);
  }
  await expect(page.getByText('RAHUL')).toBeVisible();
  await field(page).fill('alvares');
  await expect(page.getByRole('group', { name: 'Written similarly' }).getByRole('option')).toHaveCount(1);
});

test('30: who is not there can be added with the number that was typed', async ({ page, desk }) => {
  await desk.choose({ country: 'IN' });
  await page.goto(`${desk.address}/search`);
  await field(page).fill('98220 4');
  await expect(page.getByText('Nobody with 98220 4.')).toBeVisible();
  await page.getByRole('button', { name: 'Add walk-in with 98220 4' }).click();
  await expect(page.getByLabel('Phone', { exact: true })).toHaveValue('98220 4');
});

test('16: a counsellor finds a colleague’s lead by name and by its whole number, and sees no number', async ({ browser, desk }) => {
  await fill(desk);
  const page = await desk.page(browser, colleague);
  const bodies: string[] = [];
  page.on('response', (response) => void (response.url().includes('/api/search') && response.text().then((text) => bodies.push(text), () => null)));
  await page.goto('/search');
  await field(page).fill('iyer');
  await expect.poll(() => names(page)).toEqual(['Meera Iyer']);
  await expect(page.getByText('ASHA')).toBeVisible();
  await field(page).fill('55555');
  await expect(page.getByText('Nobody with 55555.')).toBeVisible();
  await field(page).fill('9822055555');
  await expect.poll(() => names(page)).toEqual(['Meera Iyer']);
  expect(bodies.join(' ')).not.toMatch(/98220|iyer@|meera\.iyer/);
  expect(await page.locator('[role=option]').innerText()).not.toContain('98220');
});

test('a late answer never replaces a newer one, and what is typed stays when the server fails or is not there', async ({ page, desk, context }) => {
  await fill(desk);
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/search?q=meera*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${desk.address}/search`);
  const asked = page.waitForRequest('**/api/search?q=meera*');
  await field(page).fill('meera');
  await asked;
  await field(page).fill('alvarez');
  await expect.poll(() => names(page)).toEqual(['José Álvarez']);
  const late = page.waitForResponse('**/api/search?q=meera*');
  answer();
  await late;
  expect(await names(page)).toEqual(['José Álvarez']);

  await page.route('**/api/search?q=iyer*', (route) => route.fulfill({ status: 500, json: { success: false, error: 'Failed', message: 'x' } }));
  await field(page).fill('iyer');
  await expect(page.getByText('The list could not be loaded.')).toBeVisible();
  await expect(field(page)).toHaveValue('iyer');
  await page.unroute('**/api/search?q=iyer*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => names(page)).toEqual(['Meera Iyer']);

  await context.setOffline(true);
  await field(page).fill('nair');
  await expect(page.getByText('No connection.')).toBeVisible();
  await expect(field(page)).toHaveValue('nair');
  await context.setOffline(false);
  await expect.poll(() => names(page)).toEqual(['Meera Nair']);
});

test('20: a slash in a field is text, and so is one while shortcuts are off', async ({ page, desk }) => {
  await page.goto(`${desk.address}/search`);
  await field(page).fill('a');
  await page.keyboard.type('/b');
  await expect(field(page)).toHaveValue('a/b');
  await page.evaluate(() => localStorage.setItem('firstbell.shortcuts', 'off'));
  await page.goto(`${desk.address}/inbox`);
  await page.getByText('Nobody is waiting.').waitFor();
  await page.keyboard.press('/');
  await expect(page).toHaveURL(/\/inbox$/);
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('5, 6, 7: Search looks good, empty, with people and without', async ({ page, desk }) => {
      await fill(desk);
      await page.goto(`${desk.address}/search`);
      await field(page).waitFor();
      await looksGood(page, 'search empty');
      await field(page).fill('eera');
      await expect(found(page)).toHaveCount(3);
      await page.keyboard.press('ArrowDown');
      await looksGood(page, 'search found');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/search-${look.viewport.width}-${look.colorScheme}.png` });
      await field(page).fill('98220 41763');
      await expect(found(page)).toHaveCount(1);
      await page.setViewportSize({ width: 320, height: 640 });
      await looksGood(page, 'search found at 320');
      await field(page).fill('Wolfeschlegelsteinhausenbergerdorff');
      await page.getByText('Nobody with').waitFor();
      await looksGood(page, 'search none at 320');
      await page.setViewportSize(look.viewport);
      await looksGood(page, 'search none');
      await page.route('**/api/search*', (route) => route.fulfill({ status: 500, json: {} }));
      await field(page).fill('meera');
      await page.getByText('The list could not be loaded').waitFor();
      await looksGood(page, 'search broken');
    });
  });
}
