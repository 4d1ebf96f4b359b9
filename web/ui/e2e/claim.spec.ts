import { colleague, expect, test } from './desk';

test('a lost answer is asked for again and ends as mine', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  let asked = 0;
  await page.route('**/claim', async (route) => {
    asked++;
    if (asked > 1) return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: 'Claim Meera Nair' }).click();
  await expect(page.locator('.stamp', { hasText: 'YOURS' })).toBeVisible();
  await expect(page.getByText('No need to call')).toHaveCount(0);
  expect(asked).toBe(2);
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

test('a double click claims once', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  let asked = 0;
  page.on('request', (request) => void (request.url().endsWith('/claim') && asked++));
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: 'Claim Meera Nair' }).dblclick();
  await expect(page.locator('.stamp', { hasText: 'YOURS' })).toBeVisible();
  expect(asked).toBe(1);
});

test('a claim by a colleague stamps the row under the pointer and moves nothing', async ({ page, browser, desk }) => {
  const first = await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  const row = page.getByRole('link', { name: /^Meera Nair/ });
  await row.hover();
  const box = await row.boundingBox();

  const rahul = await desk.page(browser, colleague);
  await rahul.goto(`/inbox/${first}`);
  await rahul.getByRole('button', { name: 'Claim Sana Qureshi' }).first().click();
  await expect(rahul.locator('.stamp', { hasText: 'YOURS' }).first()).toBeVisible();
  await rahul.context().close();

  await expect(page.locator('.stamp', { hasText: 'RAHUL' })).toBeVisible({ timeout: 15_000 });
  expect(await row.boundingBox()).toEqual(box);
  await page.mouse.move(5, 5);
  await expect(page.locator('.stamp', { hasText: 'RAHUL' })).toHaveCount(0, { timeout: 25_000 });
  await expect(row).toBeVisible();
});

test('the open lead claimed by a colleague loses its actions', async ({ page, browser, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox/${id}`);
  await expect(page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' })).toBeVisible();
  const rahul = await desk.page(browser, colleague);
  await rahul.goto(`/inbox/${id}`);
  await rahul.getByRole('button', { name: 'Claim Meera Nair' }).first().click();
  await expect(rahul.locator('.stamp', { hasText: 'YOURS' }).first()).toBeVisible();
  await rahul.context().close();
  await expect(page.getByRole('status')).toContainText('Rahul claimed this enquiry at', { timeout: 15_000 });
  await expect(page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' })).toHaveCount(0);
});
