import { colleague, expect, owner, test } from './desk';
import { looks, looksGood } from './look';

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('a stand-in finds what is due for whoever is on leave, and can work on it', async ({ page, desk }) => {
      const asha = await desk.worker();
      await desk.choose({ hours: Array(7).fill({ from: '00:00', until: '23:59' }) }); // the first call is due while the school is open
      await asha.claim(await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation, class 11', phone: '+919822041763' }));
      const today = new Date().toISOString().slice(0, 10);
      const leave = { from: today, until: `${Number(today.slice(0, 4)) + 1}-01-09`, standIn: 2 };
      expect((await asha.call('PATCH', '/api/users/1', { leave })).status).toBe(200);

      await desk.enter(page, colleague);
      await page.goto(`${desk.address}/due`);
      await expect(page.getByText(/^for Asha, on leave until 9 Jan \d{4}$/)).toBeVisible();
      await looksGood(page, 'due as a stand-in');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/standin-due-${look.viewport.width}-${look.colorScheme}.png` });
      await page.getByRole('link', { name: /^Meera Nair, / }).click();
      await expect(page.getByText(/^Asha Patil, on leave until .+ You stand in\.$/)).toBeVisible();
      await expect(page.getByRole('link', { name: /Call/ })).toHaveAttribute('href', 'tel:+919822041763');
      await expect(page.getByRole('button', { name: 'Hand over', exact: true })).toHaveCount(0);
      await looksGood(page, 'a lead as a stand-in');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/standin-lead-${look.viewport.width}-${look.colorScheme}.png` });
      if (look.viewport.width < 761) await page.getByRole('button', { name: 'Log what came of it' }).click();
      await expect(page.getByText('No answer').first()).toBeVisible();

      await desk.enter(page);
      await page.goto(`${desk.address}/team`);
      await expect(page.getByText(`${colleague.name} stands in`)).toBeVisible();
      await expect(page.getByText('no second factor')).toHaveCount(2);
      await expect(page.getByRole('link', { name: owner.name })).toBeVisible();
      await looksGood(page, 'team with a leave');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/standin-team-${look.viewport.width}-${look.colorScheme}.png` });
    });
  });
}
