// How the lead screen looks: with all that hangs on it, on a desk and on a phone, by day and by night, and on paper.
import type { Page } from '@playwright/test';
import { expect, owner, test, type Desk } from './desk';
import { accessible, fits, looks, looksGood } from './look';

async function full(page: Page, desk: Desk): Promise<number> {
  await desk.choose({ country: 'IN' });
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation, class 11', message: 'Is there a weekend batch?', phone: '98220 41763' });
  const asha = await desk.worker(owner);
  await asha.claim(id);
  const attempt = { channel: 'call', outcome: 'no_answer', note: 'Rang out' };
  expect((await asha.call('POST', `/api/enquiries/${id}/attempts`, attempt)).status).toBe(201);
  expect((await asha.call('POST', `/api/enquiries/${id}/notes`, { text: 'Mother decides. '.repeat(20) })).status).toBe(201);
  await page.goto(`${desk.address}/leads/${id}`);
  await page.locator('.history li').nth(3).waitFor();
  await page.getByRole('button', { name: /^Stage:/ }).waitFor();
  return id;
}

for (const look of looks) {
  test.describe(`${look.viewport.width} px, ${look.colorScheme}`, () => {
    test.use(look);

    test('everybody can read and press everything of a lead', async ({ page, desk }) => {
      await full(page, desk);
      await looksGood(page, 'a lead');
      await page.keyboard.press('l');
      const panel = page.getByRole('form', { name: 'Log call' });
      await panel.getByRole('radio', { name: 'Spoke' }).check();
      await panel.getByRole('button', { name: 'More…' }).click();
      await panel.getByRole('radio', { name: 'Pick…' }).check();
      await looksGood(page, 'logging a call');
      await panel.getByRole('radio', { name: 'Not interested' }).check();
      await accessible(page, 'somebody who is not interested');
      await page.getByRole('button', { name: /^Stage:/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Lost…' }).click();
      await looksGood(page, 'choosing a stage');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await page.getByRole('button', { name: 'Change: Branch' }).click();
      await page.getByRole('button', { name: 'Add a note' }).click();
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await looksGood(page, 'a lead with every form open');
    });
  });
}

test.describe('320 px', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test('nothing of a lead is wider than the window', async ({ page, desk }) => {
    await full(page, desk);
    await page.keyboard.press('l');
    await page.getByRole('form', { name: 'Log call' }).getByRole('radio', { name: 'Pick…' }).check();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByRole('button', { name: 'Change: E-mail' }).click();
    await fits(page, 'a lead');
  });
});

test('45: on paper a lead is its name, number, facts and history', async ({ page, desk }) => {
  await full(page, desk);
  await page.emulateMedia({ media: 'print' });
  for (const text of ['Meera Nair', '98220 41763', 'meera.nair@mail.example', 'Rang out', 'Mother decides.']) await expect(page.getByText(text).last()).toBeVisible();
  await expect(page.getByRole('form', { name: 'Log call' })).toHaveCount(0);
  await expect(page.getByRole('article').getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('banner')).toHaveCount(0);
});
