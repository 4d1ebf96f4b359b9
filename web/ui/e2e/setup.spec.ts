import type { Page } from '@playwright/test';
import { serve } from './binary';
import { expect, owner, test } from './desk';
import { looks, looksGood } from './look';

async function account(page: Page) {
  await page.getByLabel('Your name').fill(owner.name);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function school(page: Page) {
  await page.getByRole('heading', { name: 'Step 2 of 4: Your school' }).waitFor();
  await page.getByLabel('Name of the school').fill(owner.schoolName);
  await page.getByLabel('Country').selectOption('IN');
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('every page leads to the setup until it is done, and then there is no such page', async ({ page, fresh: desk }) => {
  for (const path of ['/', '/login', '/inbox']) {
    await page.goto(desk.address + path);
    await expect(page).toHaveURL(/\/setup$/);
  }
  await account(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.reload();
  await expect(page).toHaveTitle(/^Step 2 of 4/);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('link', { name: 'Enter the name of the school.' })).toBeVisible();
  await page.getByLabel('Hide names and addresses until somebody claims').check();
  await school(page);
  await page.getByRole('heading', { name: 'Step 3 of 4: What you teach' }).waitFor();
  await page.getByLabel('Courses').fill('Maths, class 9\nNEET foundation');
  await page.getByLabel('Instagram').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Step 4 of 4: Ready' }).waitFor();
  await expect(page.getByRole('textbox', { name: 'Your team opens the desk at' })).toHaveValue(desk.address);
  await page.getByRole('button', { name: 'Send a test enquiry' }).click();
  await expect(page).toHaveURL(/\/inbox$/);
  await expect(page.getByRole('list').getByText('Maths, class 9')).toBeVisible();
  expect((await page.request.get(`${desk.address}/setup`)).status()).toBe(404);
  const asha = await desk.worker();
  expect((await asha.call('GET', '/api/settings')).data as unknown).toMatchObject({ name: owner.schoolName, country: 'IN', queueMode: 'masked' });
  expect((await asha.call('GET', '/api/sources')).data as unknown).toMatchObject({ items: [{ name: 'Instagram', position: 1 }] });
});

test('where others can reach the desk a wrong code is refused, and no address leads nowhere', async ({ page, database }) => {
  const server = await serve({
    DATABASE_URL: await database.fresh(), DATA_DIR: database.folder, BASE_URL: 'http://desk.kite.example', RATE_LIMITS: 'on',
  });
  try {
    const code = /Setup code: (\d{4}-\d{4})/.exec(server.log())?.[1] ?? '';
    expect(server.log()).not.toContain('0.0.0.0');
    expect((await fetch(`${server.address}/api/me`)).status).toBe(503);
    await page.goto(`${server.address}/setup`);
    await page.getByLabel('Setup code').fill('0000-0000');
    await account(page);
    await expect(page.getByRole('link', { name: /That code is not right/ })).toBeVisible();
    await expect(page).toHaveTitle(/^Error: /);
    await page.getByLabel('Setup code').fill(code);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Step 2 of 4: Your school' }).waitFor();
  } finally {
    await server.end();
  }
});

test('a test enquiry arrives in the open Inbox, and samples go as they came', async ({ page, fresh: desk }) => {
  await page.goto(`${desk.address}/setup`);
  await account(page);
  await school(page);
  await page.getByRole('button', { name: 'Skip this step' }).click();
  await page.getByRole('button', { name: 'Open the Inbox' }).click();
  const list = page.getByRole('region', { name: 'First steps: 0 of 5 done' });
  await list.getByRole('button', { name: 'Send a test enquiry' }).click();
  const row = page.locator('.row').first();
  await expect(row).toBeVisible({ timeout: 2000 });
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toBeVisible();
  await page.getByRole('button', { name: 'Backup: done' }).click();
  await expect(page.getByRole('heading', { name: 'First steps: 3 of 5 done' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove the sample lead' }).click();
  await expect(page.locator('.row')).toHaveCount(1);
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toBeVisible();
  await page.getByRole('button', { name: 'Hide this list' }).click();
  await expect(page.getByText('First steps')).toHaveCount(0);
  await page.reload();
  await page.getByRole('link', { name: /^Meera Nair/ }).waitFor();
  await expect(page.getByText('First steps')).toHaveCount(0);
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('every step looks good', async ({ page, fresh: desk }) => {
      await page.goto(`${desk.address}/setup`);
      await page.getByRole('heading', { name: 'Step 1 of 4: Your account' }).waitFor();
      await looksGood(page, 'step 1');
      await account(page);
      await page.getByRole('heading', { name: 'Step 2 of 4: Your school' }).waitFor();
      await looksGood(page, 'step 2');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('There is a problem').waitFor();
      await looksGood(page, 'step 2 with errors');
      await school(page);
      await page.getByRole('heading', { name: 'Step 3 of 4: What you teach' }).waitFor();
      await looksGood(page, 'step 3');
      await page.getByRole('button', { name: 'Skip this step' }).click();
      await page.getByRole('heading', { name: 'Step 4 of 4: Ready' }).waitFor();
      await looksGood(page, 'step 4');
      await page.getByRole('button', { name: 'Fill with 40 sample leads' }).click();
      await page.getByText('First steps').waitFor();
      await page.locator('.row').first().waitFor();
      await looksGood(page, 'the Inbox with first steps');
      await page.goto(`${desk.address}/setup`);
      await page.getByText('This desk is already set up.').waitFor();
      await looksGood(page, 'after the setup');
    });
  });
}

