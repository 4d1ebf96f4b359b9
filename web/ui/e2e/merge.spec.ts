// Two enquiries of one person are put together fact by fact. The numbers are those of the checks in the UX brief, section 8.
import { expect, test } from './desk';
import { looks, looksGood } from './look';

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('5, 6, 7: the other one is found from the menu, compared, merged, and the merge undone', async ({ page, desk }) => {
      await desk.choose({ country: 'IN' });
      const id = await desk.enquire({ name: 'Meera N', courseInterest: 'NEET foundation', phone: '98220 41763', message: 'Fees?' });
      const other = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '80055 50142', message: 'Is there a weekend batch?' });
      await (await desk.worker()).claim(id);
      await page.goto(`${desk.address}/leads/${id}`);
      await page.getByRole('button', { name: 'More for Meera N' }).click();
      await page.getByRole('button', { name: 'Merge with another enquiry' }).click();
      await expect(page.getByLabel('Who is the same person?')).toBeFocused();
      await page.getByLabel('Who is the same person?').fill('xyzzy');
      await expect(page.getByText('Nobody else with xyzzy.')).toBeVisible();
      await page.getByLabel('Who is the same person?').fill('50142');
      await page.getByRole('button', { name: `Compare with No. ${other}, Meera Nair` }).waitFor();
      await looksGood(page, 'merge, found');
      await page.getByRole('button', { name: `Compare with No. ${other}, Meera Nair` }).click();
      await expect(page.getByRole('dialog').getByRole('group')).toHaveCount(5); // which stays, name, phone, e-mail, words
      await page.getByRole('dialog').getByRole('group', { name: 'Name' }).getByRole('radio', { name: /^Meera Nair/ }).check();
      await looksGood(page, 'merge, compared');
      if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/merge-${look.viewport.width}-${look.colorScheme}.png` });
      await page.getByRole('button', { name: `Merge No. ${other} into No. ${id}` }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Meera Nair' })).toBeVisible();
      await expect(page.getByText('98220 41763').first()).toBeVisible();
      await page.goto(`${desk.address}/leads/${other}`);
      await page.getByRole('button', { name: 'Undo the merge' }).click();
      await expect(page.getByText('was merged into it')).toHaveCount(0);
      await page.goto(`${desk.address}/leads/${id}`);
      await expect(page.getByRole('heading', { level: 1, name: 'Meera N', exact: true })).toBeVisible();
    });
  });
}
