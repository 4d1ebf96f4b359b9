import type { Page } from '@playwright/test';
import { colleague, expect, test } from './desk';
import { looksGood } from './look';

async function fill(page: Page, name: string, ...may: string[]) {
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog', { name: 'New key' });
  await dialog.getByLabel('Name').fill(name);
  for (const scope of may) await dialog.getByLabel(scope).check();
  return dialog;
}

test('an owner makes a key, uses it, and takes it away', async ({ page, desk, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: desk.address });
  await page.goto(`${desk.address}/settings`);
  await page.getByRole('link', { name: 'API keys' }).click();
  await expect(page).toHaveURL(/\/settings\/keys$/);
  await expect(page.getByText('There are no keys yet.')).toBeVisible();

  const dialog = await fill(page, ' ');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await expect(dialog.getByRole('group', { name: 'There is a problem' })).toBeFocused();
  await expect(dialog.getByRole('link', { name: 'Choose at least one thing it may do.' })).toBeVisible();
  await dialog.getByLabel('Name').fill('Website');
  await dialog.getByLabel('Send enquiries in').check();
  await dialog.getByLabel('Claim, put back and hand over').check();
  await dialog.getByLabel('What it claims belongs to').selectOption('Rahul Deshpande');
  await dialog.getByLabel('It ends after').selectOption('A year');
  await dialog.getByRole('button', { name: 'Make the key' }).click();

  const made = page.getByRole('dialog', { name: 'The key for Website' });
  const secret = await made.getByLabel('Key', { exact: true }).inputValue();
  expect(secret).toMatch(/^fb_[0-9A-Za-z]{46}$/);
  await expect(made.getByLabel('Try it in a terminal', { exact: true })).toHaveValue(new RegExp(`^curl -X POST ${desk.address}/api/enquiries/public .*Bearer ${secret}`));
  await made.getByRole('button', { name: 'Copy: Key' }).click();
  await expect(made.getByText('Copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await made.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByText('Send enquiries in · Claim, put back and hand over for Rahul Deshpande')).toBeVisible();
  await expect(page.getByText('Not used yet.')).toBeVisible();

  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const send = () =>
    fetch(`${desk.address}/api/enquiries/public`, { method: 'POST', headers, body: JSON.stringify({ name: 'Meera Nair', email: 'm@mail.example', courseInterest: 'NEET' }) });
  expect((await send()).status).toBe(201);
  await page.reload();
  await expect(page.getByText(/Last used \d\d:\d\d\./)).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: 'Revoke Website' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke Website' }).click();
  await expect(page.getByText('There are no keys yet.')).toBeVisible();
  expect((await send()).status).toBe(401);
});

test('a counsellor may not', async ({ page, desk }) => {
  await page.context().clearCookies();
  await desk.enter(page, colleague);
  await page.goto(`${desk.address}/settings/keys`);
  await expect(page.getByText('Only an owner can change this.')).toBeVisible();
});

for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }, { width: 320, height: 640 }]) {
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport });

    test('everybody can read and press everything', async ({ page, desk }) => {
      await page.goto(`${desk.address}/settings/keys`);
      await page.getByText('There are no keys yet.').waitFor();
      await looksGood(page, 'no keys');
      const dialog = await fill(page, '', 'Claim, put back');
      await dialog.getByRole('button', { name: 'Make the key' }).click();
      await dialog.getByRole('group', { name: 'There is a problem' }).waitFor();
      await looksGood(page, 'a new key with a problem');
      await dialog.getByLabel('Name').fill('The website of the Donaudampfschifffahrtsgesellschaftskapitänsschule');
      for (const scope of ['Send enquiries', 'Read enquiries', 'Read the reports', 'Export all']) await dialog.getByLabel(scope).check();
      await dialog.getByRole('button', { name: 'Make the key' }).click();
      const done = page.getByRole('button', { name: 'I have copied it' });
      await done.waitFor();
      await looksGood(page, 'a key that is shown');
      await done.click();
      await page.getByText('Not used yet.').waitFor();
      await looksGood(page, 'keys');
      await page.getByRole('button', { name: /^Revoke The website/ }).click();
      await page.getByRole('dialog').waitFor();
      await looksGood(page, 'revoking');
    });
  });
}
