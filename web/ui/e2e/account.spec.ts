import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { colleague, expect, owner, setHidden, test, type Desk } from './desk';
import { accessible, looks, looksGood } from './look';

/** The code that an app shows for a key, steps of thirty seconds from now. */
function codeOf(key: string, steps = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replaceAll(' ', '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const seed = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', seed).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

/** Sets a second factor up, as a person does, and returns the key and the recovery codes. */
async function setUp(page: Page, desk: Desk): Promise<{ key: string; codes: string[] }> {
  await page.goto(`${desk.address}/settings/me`);
  const factor = page.getByRole('region', { name: 'Second factor' });
  await factor.getByRole('button', { name: 'Set up' }).click();
  await factor.getByLabel('Your password now').fill(owner.password);
  await factor.getByRole('button', { name: 'Go on' }).click();
  await expect(factor.getByRole('img', { name: 'QR code for your app' })).toBeVisible();
  const key = (await factor.locator('code').textContent()) ?? '';
  await factor.getByLabel('Code', { exact: true }).fill('12345');
  await factor.getByLabel('Code', { exact: true }).pressSequentially('x');
  await factor.getByRole('button', { name: 'Switch on' }).click();
  await expect(factor.getByRole('group', { name: 'There is a problem' })).toBeFocused();
  // The code of the step before leaves that of now for signing in.
  await factor.getByLabel('Code', { exact: true }).fill(codeOf(key, -1));
  await expect(factor.getByRole('heading', { name: 'Your recovery codes' })).toBeFocused();
  const codes = await factor.locator('li code').allTextContents();
  expect(codes).toHaveLength(10);
  return { key, codes };
}

const signIn = (code = '') => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email: owner.email, password: owner.password, code }),
});

async function signOut(page: Page, desk: Desk) {
  await page.context().clearCookies();
  await page.goto(`${desk.address}/login`);
}

async function firstStep(page: Page) {
  await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
}

test('signing in with a second factor, and with a recovery code', async ({ page, desk }) => {
  const { key, codes } = await setUp(page, desk);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('On. Signing in asks for a code from your app.')).toBeVisible();

  await signOut(page, desk);
  await firstStep(page);
  const field = page.getByLabel('Code', { exact: true });
  await expect(field).toHaveAttribute('inputmode', 'numeric');
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
  await field.pressSequentially('000000');
  await expect(page.getByRole('group', { name: /^That code is not right/ })).toBeFocused();
  await field.pressSequentially(codeOf(key)); // submits by itself
  await expect(page).toHaveURL(/\/inbox$/);

  await signOut(page, desk);
  await firstStep(page);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/inbox$/);
});

test('recovery codes are counted, warned of when few are left, and made anew', async ({ page, desk }) => {
  const { key, codes } = await setUp(page, desk);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 recovery codes left.', { exact: true })).toBeVisible();
  for (const code of codes.slice(0, 7)) expect((await fetch(`${desk.address}/api/session`, signIn(code))).status).toBe(200);
  await page.reload();
  await expect(page.getByRole('status').filter({ hasText: '3 recovery codes left. Make new ones before you need them.' })).toBeVisible();
  await looksGood(page, 'few recovery codes');
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/codes.png` });

  const factor = page.getByRole('region', { name: 'Second factor' });
  await factor.getByRole('button', { name: 'New recovery codes' }).click();
  await factor.getByLabel('Your password now').fill(owner.password);
  await factor.getByLabel('Code', { exact: true }).fill(codeOf(key));
  await factor.getByRole('button', { name: 'Make new codes, end the old ones' }).click();
  await expect(factor.getByRole('heading', { name: 'Your recovery codes' })).toBeFocused();
  const fresh = await factor.locator('li code').allTextContents();
  expect(fresh).toHaveLength(10);
  expect((await fetch(`${desk.address}/api/session`, signIn(codes[7]))).status).toBe(401);
  expect((await fetch(`${desk.address}/api/session`, signIn(fresh[0]))).status).toBe(200);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 recovery codes left.', { exact: true })).toBeVisible();
});

test('a password changed in another browser puts the first one out at its next request', async ({ browser, page, desk }) => {
  await page.goto(`${desk.address}/mine`);
  await expect(page.getByText('You hold no leads.')).toBeVisible();
  const other = await desk.page(browser);
  await other.goto('/settings/me');
  const part = other.getByRole('region', { name: 'Password' });
  await part.getByLabel('Your password now').fill('not this one');
  await part.getByLabel('New password').fill('another short sentence');
  await part.getByRole('button', { name: 'Change password' }).click();
  await expect(part.getByRole('link', { name: 'Your password is not right' })).toBeVisible();
  await part.getByLabel('Your password now').fill(owner.password);
  await part.getByRole('button', { name: 'Change password' }).click();
  await expect(part.getByText('Changed. You are signed out everywhere else.')).toBeVisible();

  await setHidden(page, true);
  await setHidden(page, false); // whoever comes back to a page asks for its lists
  const overlay = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(overlay).toBeVisible();
  await overlay.getByRole('textbox', { name: 'Password' }).fill('another short sentence');
  await overlay.getByRole('button', { name: 'Sign in' }).click();
  await expect(overlay).toHaveCount(0);
  await other.reload();
  await expect(other.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  await other.context().close();
});

test('people see where they are signed in and end it', async ({ browser, page, desk }) => {
  const other = await desk.page(browser);
  await page.goto(`${desk.address}/settings/me`);
  const list = page.getByRole('region', { name: 'Where you are signed in' });
  await expect(list.getByRole('listitem')).toHaveCount(3); // and the one that set the desk up
  await expect(list.getByText('This one')).toHaveCount(1);
  await list.getByRole('button', { name: /^Sign out Chrom/ }).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await other.goto('/inbox');
  await expect(other).toHaveURL(/\/login$/);
  await other.context().close();
});

test('a name, and a theme that stays on the next device', async ({ browser, page, desk }) => {
  await page.goto(`${desk.address}/settings/me`);
  await page.getByLabel('Your name').fill('Asha Patil-Rao');
  await page.getByRole('region', { name: 'Name and e-mail' }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByLabel('Dark').check();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  await expect.poll(ground).toBe('dark');
  const other = await desk.page(browser);
  await other.goto('/settings/me');
  await expect(other.getByLabel('Dark')).toBeChecked();
  await expect(other.getByLabel('Your name')).toHaveValue('Asha Patil-Rao');
  expect(await other.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  await other.context().close();
});

test('a school that asks for a second factor leads people to it', async ({ page, desk }) => {
  await setUp(page, desk);
  const asked = await page.request.patch(`${desk.address}/api/settings`, { data: { totpRequired: 'everybody' }, headers: { origin: desk.address } });
  expect(asked.status()).toBe(200);
  await page.context().clearCookies();
  await desk.enter(page, colleague);
  await page.goto(`${desk.address}/inbox`);
  await expect(page).toHaveURL(/\/settings\/me$/);
  await expect(page.getByText('This school asks for a second factor. Set it up to go on.')).toBeVisible();
});

test('a forgotten password, by a link that works once', async ({ page, desk }) => {
  const made = await (await desk.worker()).call('POST', '/api/users/2/reset-link');
  const { path } = made.data as { path: string };
  await page.context().clearCookies();
  await page.goto(`${desk.address}/login`);
  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await page.getByLabel('E-mail', { exact: true }).fill(colleague.email);
  await page.getByRole('button', { name: 'How do I get in?' }).click();
  await expect(page.getByText('This server cannot send e-mail. Ask an owner of this desk for a reset link.')).toBeVisible();

  for (const words of ['Your new password is set.', 'This link has been used or has expired.']) {
    await page.goto(desk.address + path);
    await page.getByLabel('New password').fill('a new short sentence');
    await page.getByRole('button', { name: 'Set password' }).click();
    await expect(page.getByText(words)).toBeVisible();
  }
  await desk.enter(page, { ...colleague, password: 'a new short sentence' });
});

test('an owner helps somebody back in', async ({ page, desk }) => {
  const rahul = await desk.worker(colleague);
  const begun = await rahul.call('POST', '/api/me/totp', { password: colleague.password });
  await rahul.call('POST', '/api/me/totp/confirm', { code: codeOf((begun.data as { key: string }).key) });
  await page.goto(`${desk.address}/team/1`);
  await page.getByRole('button', { name: 'Deactivate' }).waitFor();
  await expect(page.getByRole('button', { name: 'Copy reset link' })).toHaveCount(0); // one's own is under My account
  await page.goto(`${desk.address}/team/2`);
  await page.getByRole('button', { name: 'Clear second factor' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Clear second factor' }).click();
  await expect(page.getByText(`The second factor of ${colleague.name} is cleared.`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Clear second factor' })).toHaveCount(0);
  expect((await rahul.call('GET', '/api/me')).status).toBe(401);

  const again = await desk.worker(colleague);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText(`${colleague.name} is signed out everywhere.`)).toBeVisible();
  expect((await again.call('GET', '/api/me')).status).toBe(401);

  await page.getByRole('button', { name: 'Copy reset link' }).click();
  const link = await page.getByRole('textbox', { name: 'Reset link' }).inputValue();
  await accessible(page, 'a reset link');
  await page.context().clearCookies();
  await page.goto(link);
  await page.getByLabel('New password').fill('a new short sentence');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('Your new password is set.')).toBeVisible();
  await desk.worker({ ...colleague, password: 'a new short sentence' });
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('every screen of the account', async ({ page, desk }) => {
      test.slow();
      const see = (name: string) => looksGood(page, name);
      await page.goto(`${desk.address}/settings/me`);
      await page.getByText('This one').waitFor();
      await see('my account');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByRole('group', { name: 'There is a problem' }).waitFor();
      await page.getByLabel('E-mail', { exact: true }).fill('other@kite.example');
      await see('my account, with problems');
      const factor = page.getByRole('region', { name: 'Second factor' });
      await factor.getByRole('button', { name: 'Set up' }).click();
      await see('asking for the password');
      await factor.getByLabel('Your password now').fill(owner.password);
      await factor.getByRole('button', { name: 'Go on' }).click();
      await factor.getByRole('img').waitFor();
      await see('the key of an app');
      await factor.getByLabel('Code', { exact: true }).fill(codeOf((await factor.locator('code').textContent()) ?? '', -1));
      await factor.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
      await see('recovery codes');
      await signOut(page, desk);
      await firstStep(page);
      await see('the code');
      await page.getByRole('button', { name: 'Use a recovery code' }).click();
      await see('a recovery code');
      await page.goto(`${desk.address}/forgot`);
      await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
      await see('forgot');
      await page.getByRole('button', { name: 'How do I get in?' }).click();
      await page.getByText('This server cannot send e-mail').waitFor();
      await see('forgot, answered');
      await page.goto(`${desk.address}/reset/x`);
      await page.getByLabel('New password').fill('a new short sentence');
      await page.getByRole('button', { name: 'Set password' }).click();
      await page.getByText('This link has been used').waitFor();
      await see('a used link');
    });
  });
}
