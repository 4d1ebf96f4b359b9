import { expect, test } from './desk';
import { looksGood } from './look';

test('an owner sees how the backups stand, makes one and takes it away', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET' });
  await page.goto(`${desk.address}/settings`);
  await page.getByRole('link', { name: 'Backups' }).click();
  await expect(page.getByText('This desk is new. Its first backup is made tonight.')).toBeVisible();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText('A backup is being made')).toBeVisible();
  await expect(page.getByText('The newest backup was restored on trial and is whole.')).toBeVisible({ timeout: 60_000 });
  const row = page.getByRole('listitem').filter({ hasText: 'by hand' });
  await expect(row).toContainText(/Proven\. \d+ kB, \d+ rows\./);
  const [file] = await Promise.all([page.waitForEvent('download'), row.getByRole('link', { name: /^Download/ }).click()]);
  expect(file.suggestedFilename()).toMatch(/^firstbell-\d{8}T\d{6}Z\.zip\.age$/);

  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await looksGood(page, `backups, ${width}`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/backups-${width}.png` });
  }
});

test('a failed backup is red and says what to do', async ({ page, desk }) => {
  await page.route('**/api/backups', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { data: Record<string, unknown> };
    Object.assign(answer.data, { verdict: 'failed', red: true, trouble: 'disk_full' });
    await route.fulfill({ response, json: answer });
  });
  await page.goto(`${desk.address}/settings/backups`);
  await expect(page.getByRole('heading', { name: 'This desk cannot be brought back as it is today' })).toBeVisible();
  await expect(page.getByText(/The disk is full. Free some space/)).toBeVisible();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/backups-red.png` });
});
