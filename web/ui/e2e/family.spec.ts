// Who asks again, who shares a number, and two that turn out to be one.
import { expect, test } from './desk';
import { looksGood } from './look';

test('the lead shows every time they asked and who has the same number; a duplicate is merged, and the merge undone', async ({ page, desk }) => {
  await desk.choose({ country: 'IN' });
  const meera = { name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '98220 41763' };
  const id = await desk.enquire({ ...meera, message: 'Is there a weekend batch?' });
  await desk.enquire({ ...meera, phone: '80055 50142', message: 'Nobody has called yet' });
  const brother = await desk.enquire({ ...meera, name: 'Arjun Nair' });
  const other = await desk.enquire({ ...meera, courseInterest: 'JEE crash course' });
  await (await desk.worker()).claim(id);
  await page.goto(`${desk.address}/leads/${id}`);
  const facts = page.getByRole('region', { name: 'Details' });
  await expect(facts.getByText('Asked 2 times')).toBeVisible();
  await expect(facts.getByText('Nobody has called yet')).toBeVisible();
  await expect(page.getByText('Asked again.')).toBeVisible();
  await expect(facts.getByRole('link', { name: 'Arjun Nair' })).toHaveAttribute('href', `/leads/${brother}`);
  await looksGood(page, 'lead, asked again');
  if (process.env.LOOK) await page.screenshot({ path: process.env.LOOK + '/lead.png', fullPage: true });

  await facts.getByRole('button', { name: `No. ${other} is the same person. Merge it into this one` }).click();
  await expect(page.getByRole('radio', { name: /^NEET foundation/ })).toBeChecked();
  await page.getByRole('radio', { name: /^JEE crash course/ }).check();
  await looksGood(page, 'merge, fact by fact');
  if (process.env.LOOK) await page.screenshot({ path: process.env.LOOK + '/merge.png' });
  await page.getByRole('button', { name: `Merge No. ${other} into No. ${id}` }).click();
  await expect(page.getByText('JEE crash course').first()).toBeVisible();
  await expect(facts.getByText('Asked 3 times')).toBeVisible();
  await page.goto(`${desk.address}/leads/${other}`);
  await expect(page.getByText(`This is the same as No. ${id} and was merged into it.`)).toBeVisible();
  await looksGood(page, 'lead, merged');
  await page.getByRole('button', { name: 'Undo the merge' }).click();
  await expect(page.getByText('was merged into it')).toHaveCount(0);

  await page.goto(`${desk.address}/search?q=50142`);
  await expect(page.getByRole('option')).toHaveCount(1);
  await expect(page.getByRole('option')).toContainText('also gave 80055 50142');
  await looksGood(page, 'found by a later number');

  await page.goto(`${desk.address}/duplicates`);
  await expect(page.getByRole('heading', { name: 'Same person, two courses' })).toBeVisible();
  await looksGood(page, 'duplicates');
  if (process.env.LOOK) await page.screenshot({ path: process.env.LOOK + '/duplicates.png', fullPage: true });
  await page.getByRole('button', { name: `No. ${id} and No. ${other} are not the same` }).click();
  await expect(page.getByText('Nothing to compare.')).toBeVisible();
});
