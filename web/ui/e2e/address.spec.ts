// Every filter, sort and page lives in the address: to load it anew, to go back and to share it keep what is shown.
import type { Page } from '@playwright/test';
import { colleague, expect, test, type Desk } from './desk';

const rows = (page: Page) => page.locator('a[data-row]').evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')?.split(',')[0]));
const pressed = (page: Page, name: string) => expect(page.getByRole('button', { name, exact: true })).toHaveAttribute('aria-pressed', 'true');

async function fill(desk: Desk) {
  const asha = await desk.worker();
  expect((await asha.call('POST', '/api/sources', { name: 'Open day' })).status).toBe(201);
  expect((await asha.call('PATCH', '/api/users/1', { courses: ['NEET foundation'] })).status).toBe(200);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'German A2' });
  const walkIn = { name: 'Sana Qureshi', phone: '+919876543210', courseInterest: 'German A2', origin: 'event', source: 'Open day', for: 'queue' };
  expect((await asha.call('POST', '/api/enquiries', walkIn)).status).toBe(201);
}

test('the part of the Inbox that is shown is in its address, beside the lead that is open', async ({ page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('link', { name: /^Meera Nair, / }).click();
  await expect(page).toHaveURL(/\/inbox\/1$/);
  await page.getByRole('button', { name: 'My courses' }).click();
  await expect(page).toHaveURL(/\/inbox\/1\?courses=mine$/);
  await expect.poll(() => rows(page)).toEqual(['Meera Nair']);
  await page.reload();
  await pressed(page, 'My courses');
  await expect(page).toHaveURL(/\/inbox\/1\?courses=mine$/);
  await expect.poll(() => rows(page)).toEqual(['Meera Nair']);

  await page.goBack(); // where everybody was shown
  await expect(page).toHaveURL(/\/inbox$/);
  await pressed(page, 'Everyone');
  await expect.poll(async () => (await rows(page)).length).toBe(3);
  await page.reload();
  await pressed(page, 'Everyone');
  await page.goForward();
  await pressed(page, 'My courses');

  await page.getByRole('link', { name: 'All leads' }).click();
  await page.getByRole('link', { name: /^Inbox ?, / }).click(); // it is as it was left
  await expect(page).toHaveURL(/\/inbox\?courses=mine$/);
  await pressed(page, 'My courses');
});

test('a link to a part of the Inbox shows it to a colleague, who signs in first', async ({ page, browser, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/inbox`);
  await page.getByLabel('Source').selectOption('Open day');
  await expect(page).toHaveURL(/\/inbox\?source=Open\+day$/);
  const his = await (await browser.newContext()).newPage();
  await his.goto(page.url());
  await his.getByLabel('E-mail').fill(colleague.email);
  await his.getByRole('textbox', { name: 'Password' }).fill(colleague.password);
  await his.getByRole('button', { name: 'Sign in' }).click();
  await expect(his).toHaveURL(/\/inbox\?source=Open\+day$/);
  await expect.poll(() => rows(his)).toEqual(['Sana Qureshi']);
  await expect(his.getByLabel('Source')).toHaveValue('Open day');
  await his.context().close();
});

test('the address that one comes back to says all; only a new one takes over what was chosen last', async ({ page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/leads`);
  await page.getByRole('link', { name: 'Arjun Jadhav' }).click();
  await page.getByRole('link', { name: 'All leads' }).click();
  await page.getByRole('combobox', { name: 'Course' }).selectOption({ index: 0 });
  await page.getByRole('combobox', { name: 'Owner' }).selectOption('Nobody');
  await expect(page).toHaveURL(/\?owner=none$/);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/\/leads$/);
  await expect(page.getByRole('combobox', { name: 'Owner' })).toHaveValue('');
  await page.getByRole('link', { name: 'My leads' }).click();
  await page.getByRole('link', { name: 'All leads' }).click();
  await expect(page).toHaveURL(/\/leads\?owner=none$/);
});

test('the stage that a phone shows of the board is in the address', async ({ page, desk }) => {
  await (await desk.worker()).claim(await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' }));
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${desk.address}/mine?view=board`);
  await page.getByRole('button', { name: 'Applied 0' }).click();
  await expect(page).toHaveURL(/\/mine\?view=board&stage=applied$/);
  await page.reload();
  await pressed(page, 'Applied 0');
});

for (const viewport of [{ width: 1280, height: 640 }, { width: 360, height: 640 }]) {
  test(`a list is found as far down as it was left, ${viewport.width} wide`, async ({ page, desk }) => {
    await page.setViewportSize(viewport);
    for (let n = 10; n < 40; n++) await desk.enquire({ name: `Person ${n}`, courseInterest: 'Maths' });
    const top = () => page.evaluate(() => Math.max(document.scrollingElement?.scrollTop ?? 0, ...[...document.querySelectorAll('main [data-rolls]')].map((one) => one.scrollTop)));
    const row = page.getByRole('link', { name: /^Person 25/ });
    for (const list of ['/leads', '/inbox']) {
      await page.goto(desk.address + list);
      await row.scrollIntoViewIfNeeded();
      await expect.poll(top).toBeGreaterThan(100);
      const before = await top();
      await row.click();
      await page.getByRole('heading', { name: 'Person 25' }).waitFor();
      await page.goBack();
      await expect.poll(top).toBe(before);
      await expect(row).toBeInViewport();
      await page.reload();
      await expect.poll(top).toBe(before);
    }
  });
}
