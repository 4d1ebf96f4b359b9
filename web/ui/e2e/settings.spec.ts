import { colleague, expect, test } from './desk';

test('an owner chooses how the queue works, and the Inbox shows it', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: /Your account/ }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  await page.getByLabel('Promise to answer, in minutes').fill('0');
  await page.getByLabel('Time zone').fill('Moon/Sea');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('group', { name: 'There is a problem' })).toBeFocused();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('link', { name: 'Enter a time zone like Asia/Kolkata.' })).toBeVisible();
  await page.getByLabel('Promise to answer, in minutes').fill('15');
  await page.getByLabel('Time zone').fill('Asia/Kolkata');
  await page.getByLabel('Name of the school').fill('Kite School');
  await page.getByLabel('Nobody chooses').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/^Saved \d\d:\d\d\.$/)).toBeVisible();
  await page.getByRole('link', { name: 'Inbox', exact: false }).first().click();
  await expect(page.getByText('call within 15 minutes')).toBeVisible();
  await expect(page.getByText('Kite School', { exact: true })).toBeVisible();
});

test('an owner sets what a person takes', async ({ page, desk }) => {
  await page.goto(`${desk.address}/team`);
  await page.getByRole('button', { name: 'Change what Rahul Deshpande takes' }).click();
  const dialog = page.getByRole('dialog', { name: 'What Rahul Deshpande takes' });
  await dialog.getByLabel('At most open').fill('many');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('group', { name: 'There is a problem' })).toBeFocused();
  await dialog.getByLabel('Courses').fill('Maths\n NEET foundation \n\nMaths');
  await dialog.getByLabel('At most open').fill('20');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Maths, NEET foundation')).toBeVisible();
  await expect(page.getByText('20 open')).toBeVisible();
  await page.reload();
  await expect(page.getByText('20 open')).toBeVisible();
});

test('an owner sets the limits of a role, which hold for who has none of their own', async ({ page, desk }) => {
  await page.goto(`${desk.address}/settings`);
  const group = page.getByRole('group', { name: 'Counsellor' });
  await group.getByLabel('At most open').fill('0');
  await page.getByRole('button', { name: 'Set limits' }).click();
  await expect(page.getByRole('group', { name: 'There is a problem' })).toBeFocused();
  await group.getByLabel('At most open').fill('20');
  await page.getByRole('button', { name: 'Set limits' }).click();
  await expect(page.getByText(/^Saved \d\d:\d\d\.$/)).toBeVisible();
  await page.goto(`${desk.address}/team`);
  const rahul = page.getByRole('listitem').filter({ hasText: 'Rahul Deshpande' });
  await expect(rahul).toContainText('20 open');
  await page.getByRole('button', { name: 'Change what Rahul Deshpande takes' }).click();
  await expect(page.getByRole('dialog').getByLabel('At most open')).toHaveValue('');
  await page.goto(`${desk.address}/settings`);
  await expect(group.getByLabel('At most open')).toHaveValue('20');
});

test('a counsellor may not', async ({ page, desk }) => {
  await page.context().clearCookies();
  await desk.enter(page, colleague);
  for (const path of ['/settings', '/team']) {
    await page.goto(desk.address + path);
    await expect(page.getByText('Only an owner can change this.')).toBeVisible();
  }
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: /Your account/ }).click();
  await expect(page.getByRole('link', { name: 'Settings' })).toHaveCount(0);
});
