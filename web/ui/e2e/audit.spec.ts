import { readFile } from 'node:fs/promises';
import { colleague, expect, test } from './desk';
import { looksGood, unfold } from './look';

test('an owner reads who did what, narrows it, and saves it', async ({ page, desk }) => {
  await desk.choose({ promiseMinutes: 20 });
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: /Your account/ }).click();
  await page.getByRole('link', { name: 'Audit log' }).click();
  await expect(page).toHaveURL(/\/audit$/);
  const log = page.getByRole('list', { name: 'Audit log' }).getByRole('listitem');
  await expect(log.filter({ hasText: 'Changed settings' })).toContainText(/Asha Patil.*Changed settings.*Changed: promiseMinutes.*The school.*127\.0\.0\.0\/24/s);
  await expect(log.last()).toContainText('Set the desk up');

  await page.getByLabel('Did what').selectOption({ label: 'Made an account' });
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(log).toHaveCount(1);
  await expect(log).toContainText('Rahul Deshpande');
  await expect(page).toHaveURL(/\?action=registered$/);
  await page.reload();
  await expect(log).toHaveCount(1);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as CSV' }).click();
  const file = await (await download).path();
  const rows = (await readFile(file, 'utf8')).trim().split('\r\n');
  expect(rows[0]).toBe('"time","who","name","action","what","what name","fields","from","times"');
  expect(rows).toHaveLength(2);

  await page.getByLabel('Lead No.').fill('many');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('group', { name: 'There is a problem' })).toBeFocused();
  await page.getByLabel('Lead No.').fill('4711');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText('Nothing like that is in the log.')).toBeVisible();
});

test('it is read a hundred at a time', async ({ page, desk }) => {
  const asha = await desk.worker();
  for (let n = 0; n < 105; n++) await asha.call('PATCH', '/api/settings', { promiseMinutes: n + 1 });
  await page.goto(`${desk.address}/audit`);
  const log = page.getByRole('list', { name: 'Audit log' }).getByRole('listitem');
  await expect(log).toHaveCount(100);
  await page.getByRole('button', { name: 'Older' }).click();
  await expect(log.last()).toContainText('Set the desk up');
  await expect(page.getByRole('list', { name: 'Audit log' })).toBeFocused();
  await expect(page).toHaveURL(/\?after=/);
  await page.reload();
  await expect(log.last()).toContainText('Set the desk up');
  await page.goBack();
  await expect(log).toHaveCount(100);
  await page.goForward();
  await expect(log.last()).toContainText('Set the desk up');
  await page.getByRole('button', { name: 'Back to the newest' }).click();
  await expect(log).toHaveCount(100);
});

test('a counsellor may not', async ({ page, desk }) => {
  await page.context().clearCookies();
  await desk.enter(page, colleague);
  await page.goto(`${desk.address}/audit`);
  await expect(page.getByText('Only an owner can read this.')).toBeVisible();
});

for (const width of [1280, 360, 320]) {
  test.describe(`${width}`, () => {
    test.use({ viewport: { width, height: 740 }, reducedMotion: 'reduce' });

    test('is accessible and fits', async ({ page, desk }) => {
      await page.goto(`${desk.address}/audit`);
      await page.getByText('Set the desk up').last().waitFor();
      for (const state of ['log', 'errors']) {
        if (state === 'errors') {
          await unfold(page);
          await page.getByLabel('Lead No.').fill('x');
          await page.getByRole('button', { name: 'Show' }).click();
          await page.getByText('There is a problem').waitFor();
        }
        await looksGood(page, state);
      }
    });
  });
}
