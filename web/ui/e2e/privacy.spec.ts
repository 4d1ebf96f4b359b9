import type { Page } from '@playwright/test';
import { expect, test } from './desk';
import { accessible, fits } from './look';

/** No violations and nothing to scroll aside, by day and by night. */
async function looksRight(page: Page, name: string, widths: number[]) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await accessible(page, `${name} ${width} ${colorScheme}`);
      await fits(page, `${name} ${width}`);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}-${colorScheme}.png` });
    }
  }
}

// Check 40.
test('an owner finds a person, gives their data away and erases it for good', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Zubeida Canaryworth', courseInterest: 'NEET', phone: '+919822041763', message: 'When does it start?' });
  await page.goto(`${desk.address}/leads/${id}`);
  await page.getByRole('button', { name: 'More for Zubeida Canaryworth' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Erase…' }).click();
  await expect(page.getByRole('heading', { name: /Everything we hold about .*\+919822041763/ })).toBeVisible();
  await page.goto(`${desk.address}/settings/privacy`);
  await page.getByLabel('Phone number or e-mail address').fill('nobody@example.com');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page.getByText('Nothing is held under this phone number or e-mail address')).toBeVisible();
  await page.getByLabel('Phone number or e-mail address').fill('+91 98220 41763');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('Each time they asked (1)').click();
  await expect(page.locator('details[open]').getByText('When does it start?')).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download it all' }).click()]);
  expect(file.suggestedFilename()).toBe('person.zip');

  await page.getByRole('button', { name: 'Erase…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase Zubeida Canaryworth' });
  await expect(dialog).toContainText('This cannot be undone. Counts in reports stay, without a name.');
  await expect(dialog).toContainText(/Backups made before today keep the data until \d+ \w+ \d{4}\./);
  await looksRight(page, 'erase', [1280, 360]);
  await dialog.getByRole('button', { name: 'Erase Zubeida Canaryworth' }).click();
  await expect(dialog.getByText(`Type ${id}, and no other number`).first()).toBeVisible();
  await dialog.getByLabel(`To go on, type ${id}`).fill(String(id));
  await dialog.getByRole('button', { name: 'Erase Zubeida Canaryworth' }).click();
  await expect(page.getByText(`Erased: No. ${id}.`).first()).toBeVisible();
  await page.getByLabel('Phone number or e-mail address').fill('+91 98220 41763');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page.getByText('Nothing is held under this phone number or e-mail address')).toBeVisible();

  await looksRight(page, 'privacy', [1280, 360, 320]);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${desk.address}/leads/${id}`);
  await expect(page.getByText('You erased this person. Nothing is known of them any more.')).toBeVisible();
  await expect(page.getByText('Zubeida')).toHaveCount(0);

  // What the server refuses from here on is not offered.
  const article = page.getByRole('article');
  await expect(article.getByText(/^This person was erased: .*nothing can be done here\./)).toBeVisible();
  await expect(article).not.toContainText('nobody has claimed it');
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(article.locator('button:visible, a:visible').filter({ hasNotText: /^$/ })).toHaveCount(0);
    await page.keyboard.press('h');
    await page.keyboard.press('u');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await looksRight(page, 'erased', [1280, 360, 320]);
});
