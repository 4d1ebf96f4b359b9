import type { Page } from '@playwright/test';
import { colleague, expect, test, type Desk } from './desk';
import { looks, looksGood } from './look';

/** Invites somebody and returns the link that is shown. */
async function invite(page: Page, desk: Desk, name: string): Promise<string> {
  await page.goto(`${desk.address}/team`);
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await expect(dialog.getByRole('link', { name: 'Enter a name.' })).toBeVisible();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Role').selectOption('front_desk');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(decodeURIComponent((await dialog.getByRole('link', { name: 'WhatsApp' }).getAttribute('href')) ?? '')).toContain(link);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  return link;
}

test('an invitation is accepted in another browser, once', async ({ page, desk, browser }) => {
  const link = await invite(page, desk, 'Sana Khan');
  await expect(page.getByRole('button', { name: 'Withdraw the invitation of Sana Khan' })).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await expect(other.getByRole('heading', { name: 'Join Kite Learning Centre' })).toBeVisible();
  await expect(other.getByLabel('Your name')).toHaveValue('Sana Khan');
  await other.getByRole('button', { name: 'Make my account' }).click();
  await expect(other.getByRole('group', { name: 'There is a problem' })).toBeFocused();
  await other.getByLabel('E-mail').fill('sana@kite.example');
  await other.getByRole('textbox', { name: 'Password' }).fill('a short sentence');
  await other.getByRole('button', { name: 'Make my account' }).click();
  await expect(other).toHaveURL(/\/inbox$/);
  await other.getByRole('button', { name: 'Your account, Sana Khan' }).waitFor();
  await other.goto(link);
  await expect(other.getByRole('heading', { name: 'This invitation has expired.' })).toBeVisible();
  await other.context().close();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Sana Khan' })).toBeVisible();
  await expect(page.getByText('Invited')).toHaveCount(0);
});

test('a withdrawn link leads nowhere', async ({ page, desk }) => {
  const link = await invite(page, desk, 'Sana Khan');
  await page.getByRole('button', { name: 'Withdraw the invitation of Sana Khan' }).click();
  await expect(page.getByText('Invited')).toHaveCount(0);
  await page.goto(link);
  await expect(page.getByText('Ask your owner for a new one.')).toBeVisible();
});

test('who leaves is out at once, and their leads and the history are right', async ({ page, desk }) => {
  const rahul = await desk.worker(colleague);
  for (const name of ['Meera Nair', 'Arjun Jadhav', 'Sana Qureshi']) await rahul.claim(await desk.enquire({ name, courseInterest: 'NEET' }));
  await page.goto(`${desk.address}/team`);
  await page.getByRole('link', { name: colleague.name }).click();
  await page.getByRole('button', { name: 'Deactivate' }).click();
  const dialog = page.getByRole('dialog', { name: `Deactivate ${colleague.name}` });
  await expect(dialog.getByText('holds 3 open leads')).toBeVisible();
  const yes = dialog.getByRole('button', { name: `Deactivate ${colleague.name}` });
  await yes.click();
  await expect(dialog.getByRole('alert')).toHaveText('Choose what happens to the leads.');
  await dialog.getByLabel('Give all to one person').check();
  await dialog.getByLabel('Asha Patil').check();
  await yes.click();
  await expect(page.getByRole('button', { name: `Bring ${colleague.name} back` })).toBeVisible();
  expect((await rahul.call('GET', '/api/me')).status).toBe(401);
  const asha = await desk.worker();
  expect((await asha.call('GET', '/api/enquiries/mine')).data as unknown).toMatchObject({ pagination: { total: 3 } });
  expect((await asha.call('GET', '/api/users/2/held')).data as unknown).toMatchObject({ open: 0 });
  const last = await desk.enquire({ name: 'Tenzin Dolma', courseInterest: 'NEET' });
  expect(await asha.history(last)).toMatchObject({ claimed: 3, reassigned: 3 });
  await page.getByRole('button', { name: `Bring ${colleague.name} back` }).click();
  await expect(page.getByRole('button', { name: 'Deactivate' })).toBeVisible();
  await desk.worker(colleague);
});

test('an owner changes a role, duty and leave; the last owner stays', async ({ page, desk }) => {
  await page.goto(`${desk.address}/team/2`);
  await page.getByLabel('Role').selectOption('front_desk');
  await page.getByLabel('On duty').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Off duty')).toBeVisible();
  await page.getByLabel('On duty').check();
  await page.getByLabel('First day').fill('2026-01-01');
  await page.getByLabel('Last day').fill('2025-12-31');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name: 'The last day must not be before the first' })).toBeVisible();
  await page.getByLabel('Last day').fill('2099-12-31');
  await page.getByLabel('Who covers').selectOption({ label: 'Asha Patil' });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('On leave until 31 Dec 2099')).toBeVisible();
  await page.goto(`${desk.address}/team/1`);
  await page.getByLabel('Role').selectOption('counsellor');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('group', { name: /This is the last owner/ })).toBeFocused();
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('every screen of the team looks good', async ({ page, desk }) => {
      const rahul = await desk.worker(colleague);
      await rahul.claim(await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET' }));
      const link = await invite(page, desk, 'Wolfeschlegelsteinhausenbergerdorff Maximilian');
      await page.getByText('Invited').waitFor();
      await looksGood(page, 'team');
      await page.getByRole('button', { name: 'Invite somebody' }).click();
      await page.getByRole('dialog').waitFor();
      await looksGood(page, 'invite');
      await page.getByRole('dialog').getByLabel('Name').fill('Sana Khan');
      await page.getByRole('button', { name: 'Make the link' }).click();
      await page.getByRole('textbox', { name: 'Link' }).waitFor();
      await looksGood(page, 'the link');
      await page.goto(`${desk.address}/team/2`);
      await page.getByRole('button', { name: 'Deactivate' }).waitFor();
      await looksGood(page, 'person');
      await page.getByRole('button', { name: 'Deactivate' }).click();
      await page.getByLabel('Share between several').check();
      await looksGood(page, 'deactivate');
      await page.getByRole('dialog').getByLabel('Asha Patil').check();
      await page.getByRole('dialog').getByRole('button', { name: /^Deactivate/ }).click();
      await page.getByRole('button', { name: /^Bring/ }).waitFor();
      await looksGood(page, 'has left');
      await page.context().clearCookies();
      await page.goto(link);
      await page.getByRole('button', { name: 'Make my account' }).waitFor();
      await looksGood(page, 'join');
      await page.goto(`${desk.address}/invite/nothing`);
      await page.getByText('This invitation has expired.').waitFor();
      await looksGood(page, 'an expired invitation');
    });
  });
}
