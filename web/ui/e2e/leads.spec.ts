import type { Page } from '@playwright/test';
import { colleague, expect, test, type Desk } from './desk';
import { looks, looksGood, unfold } from './look';

async function fill(desk: Desk) {
  await desk.choose({ country: 'IN' });
  const asha = await desk.worker();
  const rahul = await desk.worker(colleague);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '98220 41763' });
  await asha.claim(await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'German A2' }));
  await rahul.claim(await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'German A2', phone: '98765 43210' }));
  const lost = await desk.enquire({ name: 'Tenzin Dolma', courseInterest: 'Spoken English' });
  await asha.claim(lost);
  expect((await asha.call('POST', `/api/enquiries/${lost}/stage`, { stage: 'lost', reason: 'fees' })).status).toBe(200);
}

const names = (page: Page) => page.locator('main a[data-row]').evaluateAll((links) => links.map((link) => (link.textContent || link.getAttribute('aria-label') || '').split(',')[0]?.trim()));

test('All leads are filtered and sorted as the address says, and the browser remembers it', async ({ page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('navigation').getByRole('link', { name: 'All leads' }).click();
  await expect(page).toHaveURL(/\/leads$/);
  await expect(page.getByText('3 leads')).toBeVisible();
  expect(await names(page)).toEqual(['Sana Qureshi', 'Arjun Jadhav', 'Meera Nair']);
  await page.getByRole('button', { name: 'Date' }).click();
  await expect(page.getByRole('columnheader', { name: 'Date' })).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(() => names(page)).toEqual(['Meera Nair', 'Arjun Jadhav', 'Sana Qureshi']);
  await page.getByRole('button', { name: 'Name' }).click();
  await expect(page).toHaveURL(/\?sort=name$/);
  await expect.poll(() => names(page)).toEqual(['Arjun Jadhav', 'Meera Nair', 'Sana Qureshi']);
  await page.getByRole('combobox', { name: 'Owner' }).selectOption('Rahul Deshpande');
  await expect.poll(() => names(page)).toEqual(['Sana Qureshi']);
  await page.getByRole('combobox', { name: 'Owner' }).selectOption('Nobody');
  await expect.poll(() => names(page)).toEqual(['Meera Nair']);
  await page.getByRole('combobox', { name: 'Owner' }).selectOption('Everybody');
  await page.getByRole('combobox', { name: 'Stage' }).selectOption('Open and closed');
  await expect.poll(async () => (await names(page)).length).toBe(4);
  await page.getByRole('combobox', { name: 'Stage' }).selectOption('Lost');
  await expect.poll(() => names(page)).toEqual(['Tenzin Dolma']);
  await page.reload();
  await expect.poll(() => names(page)).toEqual(['Tenzin Dolma']);
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('navigation').getByRole('link', { name: 'All leads' }).click();
  await expect(page).toHaveURL(/stage=lost/);
  await page.getByText('More filters').click();
  await page.getByRole('combobox', { name: 'Came by' }).selectOption('Walk-in');
  await expect(page.getByText('No lead is like that.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all open leads' }).click();
  await expect(page).toHaveURL(/\/leads$/);
  await expect.poll(async () => (await names(page)).length).toBe(3);
});

test('19: keys go to All leads, along the rows and into one', async ({ page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('link', { name: /^Meera Nair, / }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByRole('link', { name: 'Sana Qureshi' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Arjun Jadhav' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Arjun Jadhav' })).toBeVisible();
});

test('pages follow one another, and Back leaves each', async ({ page, desk }) => {
  for (let n = 1; n <= 52; n++) await desk.enquire({ name: `Person ${n}`, courseInterest: 'NEET' });
  await page.goto(`${desk.address}/leads`);
  await expect(page.getByText('1–50 of 52')).toBeVisible();
  await page.getByRole('button', { name: 'Next 50' }).click();
  await expect(page.getByText('51–52 of 52')).toBeVisible();
  expect(await names(page)).toEqual(['Person 2', 'Person 1']);
  await page.reload();
  await expect(page.getByText('51–52 of 52')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('1–50 of 52')).toBeVisible();
  await page.goForward();
  await page.getByRole('button', { name: 'Back to the first' }).click();
  await expect(page.getByText('1–50 of 52')).toBeVisible();
});

test('16: a counsellor sees no number of a colleague’s lead in the table', async ({ browser, desk }) => {
  await fill(desk);
  const rahul = await desk.page(browser, colleague);
  const asha = await desk.worker();
  await asha.claim(1);
  const answer = rahul.waitForResponse('**/api/enquiries?*');
  await rahul.goto('/leads');
  await rahul.getByRole('link', { name: 'Meera Nair' }).waitFor();
  expect(await (await answer).text()).not.toContain('41763');
  await expect(rahul.getByRole('row', { name: 'Sana Qureshi' })).toContainText('98765 43210');
  expect(await rahul.locator('main').innerText()).not.toContain('41763');
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('5, 6, 7: All leads look good, empty, filled, filtered and broken', async ({ page, desk }) => {
      await page.goto(`${desk.address}/leads`);
      await page.getByText('There are no leads yet.').waitFor();
      await looksGood(page, 'leads empty');
      await fill(desk);
      await desk.enquire({ name: 'Wolfeschlegelsteinhausenbergerdorff Maximilian', courseInterest: 'Donaudampfschifffahrtsgesellschaftskunde' });
      await page.reload();
      await page.getByRole('link', { name: 'Meera Nair' }).waitFor();
      await looksGood(page, 'leads filled');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/leads-${look.viewport.width}-${look.colorScheme}.png` });
      await unfold(page);
      await page.getByText('More filters').click();
      await looksGood(page, 'leads with all filters');
      await page.setViewportSize({ width: 320, height: 640 });
      await looksGood(page, 'leads at 320');
      if (look.viewport.width > 760) {
        await unfold(page);
        await page.getByText('More filters').click();
      }
      await page.getByRole('combobox', { name: 'Came by' }).selectOption('Walk-in');
      await page.getByText('No lead is like that.').waitFor();
      await looksGood(page, 'leads filtered at 320');
      await page.setViewportSize(look.viewport);
      await page.route('**/api/enquiries?*', (route) => route.fulfill({ status: 500, json: {} }));
      await page.reload();
      await page.getByText('The list could not be loaded.').waitFor();
      await looksGood(page, 'leads broken');
    });
  });
}
