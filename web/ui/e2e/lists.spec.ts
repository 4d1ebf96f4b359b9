import type { Page } from '@playwright/test';
import { colleague, expect, test } from './desk';
import { looks, looksGood } from './look';

const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click();
const saved = (page: Page) => expect(page.getByText(/^Saved \d\d:\d\d\.$/)).toBeVisible();

async function typed(page: Page): Promise<string[]> {
  return page.locator('[data-item] input[id^="name-"]').evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
}

for (const [path, one] of [['courses', 'course'], ['sources', 'source']] as const) {
  test(`the ${path} are added, put in order, renamed and archived, and kept by one button`, async ({ page, desk }) => {
    await page.goto(`${desk.address}/settings`);
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: path === 'courses' ? 'Courses' : 'Sources' }).click();
    await expect(page).toHaveURL(new RegExp(`/settings/${path}$`));
    for (const name of ['One', 'Two', 'Three']) {
      await page.getByRole('button', { name: `Add a ${one}` }).click();
      await page.keyboard.type(name);
    }
    await expect(page.getByText('Not saved yet.')).toBeVisible();
    await save(page);
    await saved(page);
    await page.getByRole('button', { name: 'Move Three up' }).click();
    await page.getByRole('button', { name: 'Move Three up' }).press('Enter');
    expect(await typed(page)).toEqual(['Three', 'One', 'Two']);
    await page.locator('[data-item]').nth(1).getByRole('textbox').fill('');
    await save(page);
    await expect(page.getByRole('group', { name: 'There is a problem' })).toBeFocused();
    await page.locator('[data-item]').nth(1).getByRole('textbox').fill('One and a half');
    await page.locator('[data-item]').nth(2).getByLabel('Archived').check();
    await save(page);
    await saved(page);
    await page.reload();
    await expect.poll(() => typed(page)).toEqual(['Three', 'One and a half', 'Two']);
    await expect(page.locator('[data-item]').nth(2).getByLabel('Archived')).toBeChecked();
    await page.locator('[data-item]').nth(0).getByRole('textbox').fill('One and a half');
    await save(page);
    await expect(page.getByRole('group')).toBeFocused();
    await expect(page).toHaveTitle(/^Error: /);
    await expect(page.getByText('Not saved yet.')).toBeVisible();
  });
}

test('stages get other names, and My leads has them', async ({ page, desk }) => {
  await page.goto(`${desk.address}/settings/stages`);
  await page.getByLabel('Stage 3').fill('Trial class');
  await save(page);
  await saved(page);
  await (await desk.worker()).claim(await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET' }));
  await page.goto(`${desk.address}/mine`);
  await expect(page.getByLabel('Stage').getByRole('option', { name: 'Trial class' })).toHaveCount(1);
});

test('intakes and messages are added, changed and removed', async ({ page, desk }) => {
  await page.goto(`${desk.address}/settings/intakes`);
  await page.getByRole('button', { name: 'Add an intake' }).click();
  await save(page);
  await expect(page.getByRole('link', { name: 'Enter the day on which it starts.' })).toBeVisible();
  await page.getByLabel('Course').fill('NEET');
  await page.getByLabel('Name', { exact: true }).fill('June');
  await page.getByLabel('Starts on').fill('2027-06-01');
  await save(page);
  await saved(page);
  await page.getByLabel('Apply until').fill('2027-05-15');
  await save(page);
  await saved(page);
  await page.reload();
  await expect(page.getByLabel('Apply until')).toHaveValue('2027-05-15');

  await page.goto(`${desk.address}/settings/templates`);
  await page.getByRole('button', { name: 'Add a message' }).waitFor();
  const before = await page.locator('[data-item]').count();
  await page.getByRole('button', { name: 'Add a message' }).click();
  const last = page.locator('[data-item]').last();
  await last.getByLabel('Name').fill('Open day');
  await last.getByLabel('Sent by').selectOption('SMS');
  await last.getByLabel('Words').fill('Hello {name}, we are open on Saturday.');
  await save(page);
  await saved(page);
  await page.reload();
  await expect(page.locator('[data-item]')).toHaveCount(before + 1);
  await page.getByRole('button', { name: 'Delete Open day' }).click();
  await expect(page.getByText('Not saved yet.')).toBeVisible();
  await save(page);
  await saved(page);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Delete Open day' })).toHaveCount(0);
});

test('the school is open day by day', async ({ page, desk }) => {
  await page.goto(`${desk.address}/settings/school`);
  await page.getByLabel('Country').selectOption('India');
  await page.getByLabel('Sun', { exact: true }).check();
  await page.getByLabel('Sun, opens').fill('12:00');
  await page.getByLabel('Sun, closes').fill('11:00');
  await save(page);
  await expect(page.getByRole('link', { name: 'The school must close later than it opens.' })).toBeVisible();
  await page.getByLabel('Sun, closes').fill('16:00');
  await page.getByLabel('Mon', { exact: true }).uncheck();
  await expect(page.getByText('Not saved yet.')).toBeVisible();
  await save(page);
  await saved(page);
  await page.reload();
  await expect(page.getByLabel('Sun, closes')).toHaveValue('16:00');
  await expect(page.getByLabel('Mon', { exact: true })).not.toBeChecked();
});

test('a counsellor may change none of it', async ({ page, desk }) => {
  await page.context().clearCookies();
  await desk.enter(page, colleague);
  for (const part of ['courses', 'intakes', 'sources', 'stages', 'templates']) {
    await page.goto(`${desk.address}/settings/${part}`);
    await expect(page.getByText('Only an owner can change this.')).toBeVisible();
  }
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('the pages of the settings look good, empty and filled', async ({ page, desk }) => {
      test.setTimeout(240_000); // seventeen looks in one go
      for (const part of ['school', 'courses', 'intakes', 'sources', 'stages', 'templates']) {
        await page.goto(`${desk.address}/settings/${part}`);
        await page.getByRole('button', { name: 'Save' }).waitFor();
        await looksGood(page, part);
        const add = page.getByRole('button', { name: /^Add a/ });
        if ((await add.count()) > 0) {
          await add.click();
          await save(page);
          await page.getByRole('group', { name: 'There is a problem' }).waitFor();
          await looksGood(page, `${part} with a new one that is wrong`);
        }
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${part}-${look.viewport.width}-${look.colorScheme}.png` });
        const size = page.viewportSize();
        await page.setViewportSize({ width: 320, height: 640 });
        await looksGood(page, `${part} at 320`);
        if (size) await page.setViewportSize(size);
      }
    });
  });
}
