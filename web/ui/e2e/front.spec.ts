import { expect, test } from './desk';

test('the front desk hands over what waits, and is offered no claim', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  // The desk has no screen yet that gives somebody this role: the page is told, the server is not.
  await page.route('**/api/me', async (route) => {
    const answer = await (await route.fetch()).json();
    answer.data.user.role = 'front_desk';
    await route.fulfill({ json: answer });
  });
  await page.goto(`${desk.address}/inbox`);
  const act = page.getByRole('button', { name: 'Hand over Meera Nair' });
  await expect(act).toBeVisible();
  await expect(page.getByRole('button', { name: /^Claim/ })).toHaveCount(0);
  await page.getByRole('link', { name: /^Meera Nair/ }).focus();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Hand over Meera Nair' });
  await dialog.getByLabel('Rahul Deshpande').check();
  await dialog.getByRole('button', { name: 'Hand over to Rahul' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(act).toHaveCount(0);
  await expect(page.getByText('Nobody is waiting.').or(page.locator('.stamp').first()).first()).toBeVisible();
});
