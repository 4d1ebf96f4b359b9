// Times are those of the school, wherever the browser is.
import type { Worker } from './desk';
import { expect, test } from './desk';

test.use({ timezoneId: 'America/New_York' });

async function claimedAt(worker: Worker, id: number, zone: string): Promise<string> {
  const lead = await worker.call('GET', `/api/enquiries/${id}`);
  const { claimedAt } = (lead.data as { enquiry: { claimedAt: string } }).enquiry;
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(Date.parse(claimedAt));
}

test('stamps, history and lists show the school’s time on a machine elsewhere', async ({ page, desk }) => {
  await desk.choose({ timeZone: 'Asia/Kolkata' });
  const asha = await desk.worker();
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox/${id}`);
  await page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' }).click();
  const stamp = page.locator('article .stamp');
  await expect(stamp).toContainText('YOURS');
  await expect(stamp).toContainText(`claimed ${await claimedAt(asha, id, 'Asia/Kolkata')}`);
  const line = page.getByRole('article').getByRole('listitem').filter({ hasText: 'came in' }).locator('time');
  await expect(line).toHaveAttribute('title', /GMT\+5:30|India/);
  await page.goto(`${desk.address}/mine`);
  await expect(page.getByRole('listitem').filter({ hasText: 'Meera Nair' }).locator('time')).toHaveAttribute('title', /GMT\+5:30|India/);

  await page.goto(`${desk.address}/settings`);
  await page.getByLabel('Time zone').fill('Asia/Kathmandu');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/^Saved \d\d:\d\d\.$/)).toBeVisible();
  await page.getByRole('link', { name: 'My leads' }).first().click();
  await page.getByRole('link', { name: /^Meera Nair/ }).click();
  await expect(stamp).toContainText(`claimed ${await claimedAt(asha, id, 'Asia/Kathmandu')}`);
});
