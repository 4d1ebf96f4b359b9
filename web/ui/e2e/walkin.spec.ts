// Somebody at the desk. The numbers are those of the checks in the UX brief, section 8.
import { colleague, expect, test } from './desk';
import { looks, looksGood } from './look';

test('34: a number that is known is told before anything is added, and what was typed survives', async ({ page, desk }) => {
  await desk.choose({ country: 'IN' });
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '98220 41763' });
  await (await desk.worker(colleague)).claim(id);
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  await page.keyboard.press('a');
  await expect(page).toHaveURL(/\/add$/);
  const phone = page.getByLabel('Phone', { exact: true });
  await expect(phone).toBeFocused();
  await phone.fill('098220 41763');
  await expect(page.getByRole('status').getByText(/Meera Nair enquired .* Rahul holds it\./)).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('Meera again');
  await page.getByLabel('Course').fill('NEET');
  await looksGood(page, 'add, came before');
  await page.reload();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Meera again');
  await expect(phone).toHaveValue('098220 41763');
  await expect(page.getByText(/Continued from/)).toBeVisible();
  await page.getByRole('link', { name: `Open Meera Nair, No. ${id}` }).click();
  await expect(page).toHaveURL(new RegExp(`/leads/${id}$`));
  await expect(page.getByRole('heading', { name: 'Meera Nair' })).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Meera again');
  await page.getByRole('button', { name: 'Start again' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('');
});

test('a walk-in goes to whoever talks to them', async ({ page, desk }) => {
  await desk.choose({ country: 'IN' });
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('banner').getByRole('link', { name: 'Add walk-in' }).click();
  await page.getByLabel('Phone', { exact: true }).fill('90110 02244');
  await page.getByLabel('Name', { exact: true }).fill('Sunita Rao');
  await page.getByLabel('Rahul Deshpande').check();
  await page.getByRole('button', { name: 'Add and next' }).click();
  await expect(page.locator('main').getByText(/Added No\. \d+\. Rahul has it now\./)).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('');
  await expect(page.getByLabel('Phone', { exact: true })).toBeFocused();

  await page.getByLabel('Phone', { exact: true }).fill('90110 02245');
  await page.getByLabel('Name', { exact: true }).fill('Kofi Mensah');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Kofi Mensah' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Call 90110 02245' })).toBeVisible();
});

test('without a connection a walk-in waits on this device and comes in once', async ({ page, context, desk }) => {
  await desk.choose({ country: 'IN' });
  await page.goto(`${desk.address}/add`);
  await page.getByLabel('Whoever claims them').check();
  await context.setOffline(true);
  await page.getByLabel('Phone', { exact: true }).fill('90110 02246');
  await page.getByLabel('Name', { exact: true }).fill('Sunita Rao');
  await page.getByRole('button', { name: 'Add and next' }).click();
  await expect(page.locator('main').getByText('Sunita Rao waits to send.')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('');
  await looksGood(page, 'add, one waits');
  await context.setOffline(false);
  await expect(page.getByText('Sunita Rao waits to send.')).toHaveCount(0);
  const waiting = async () => {
    const { data } = await (await desk.worker()).call('GET', '/api/enquiries/unclaimed');
    return (data as { enquiries: { name: string }[] }).enquiries.filter((one) => one.name === 'Sunita Rao').length;
  };
  expect(await waiting()).toBe(1);
});

test('what is wrong with a walk-in stands at its field', async ({ page, desk }) => {
  await desk.choose({ country: 'IN' });
  await page.goto(`${desk.address}/add`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('group', { name: /problem|There/ })).toBeFocused();
  await page.getByLabel('Name', { exact: true }).fill('Sunita Rao');
  await page.getByLabel('Phone', { exact: true }).fill('98220 4176');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('This number has 9 digits. Indian mobile numbers have 10').first()).toBeVisible();
  await page.getByLabel('Phone', { exact: true }).fill('98220 4l763');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('A phone number has only digits. Check “98220 4l763”').first()).toBeVisible();
});

for (const look of looks) {
  test.describe(`${look.colorScheme} ${look.viewport.width}`, () => {
    test.use(look);
    test('the screen is accessible and fits', async ({ page, desk }) => {
      await page.goto(`${desk.address}/add`);
      await page.getByLabel('Phone', { exact: true }).waitFor();
      await page.getByText('More', { exact: true }).first().click();
      await looksGood(page, 'add');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await looksGood(page, 'add, wrong');
    });
  });
}
