import { expect, test } from './desk';

// The numbers are those of the checks in the UX brief, section 8.

test('14: a lost answer is asked for again and ends as mine', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const keys: (string | undefined)[] = [];
  await page.route('**/claim', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: 'Claim Meera Nair' }).click();
  await expect(page.locator('.stamp', { hasText: 'YOURS' })).toBeVisible();
  await expect(page.getByText('No need to call')).toHaveCount(0);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBeTruthy();
  expect(keys[1]).toBe(keys[0]);
});

test('without any answer the button comes back and says so', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.route('**/claim', (route) => route.abort('connectionreset'));
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: 'Claim Meera Nair' }).click();
  await expect(page.getByText('Not claimed, no connection.').first()).toBeVisible();
  await page.unroute('**/claim');
  await page.getByRole('button', { name: 'Claim Meera Nair' }).click();
  await expect(page.locator('.stamp', { hasText: 'YOURS' })).toBeVisible();
});

test('15: a double click claims once', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  let asked = 0;
  page.on('request', (request) => void (request.url().endsWith('/claim') && asked++));
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: 'Claim Meera Nair' }).dblclick();
  await expect(page.locator('.stamp', { hasText: 'YOURS' })).toBeVisible();
  expect(asked).toBe(1);
  const end = await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  expect((await (await desk.worker()).history(end)).claimed).toBe(1);
});
