import { expect, test } from './desk';
import { looks, looksGood } from './look';

test('tags are put on a lead and on several, and All leads are found by them', async ({ page, desk }) => {
  const asha = await desk.worker();
  for (const name of ['Meera Nair', 'Arjun Jadhav']) await asha.claim(await desk.enquire({ name, courseInterest: 'NEET foundation' }));
  await page.goto(`${desk.address}/leads`);
  await page.getByRole('link', { name: 'Meera Nair' }).click();
  await page.getByRole('button', { name: 'Change: Tags' }).click();
  await page.getByRole('textbox', { name: 'Tags' }).fill('Scholarship, hostel');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Scholarship, hostel')).toBeVisible();
  await page.goto(`${desk.address}/leads`);
  for (const name of ['Meera Nair', 'Arjun Jadhav']) await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
  await page.getByRole('button', { name: 'Tags…' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Write at least one tag.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Put on' }).fill('evening');
  await page.getByRole('textbox', { name: 'Take off' }).fill('HOSTEL');
  for (const look of looks) {
    await page.emulateMedia(look);
    await page.setViewportSize(look.viewport);
    await looksGood(page, `tags ${look.viewport.width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('2 leads tagged.').first()).toBeVisible();
  await page.goto(`${desk.address}/leads?tag=scholarship`);
  await expect(page.getByRole('link', { name: 'Meera Nair' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Arjun Jadhav' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Meera Nair' }).click();
  await expect(page.getByText('Scholarship, evening')).toBeVisible();
});
