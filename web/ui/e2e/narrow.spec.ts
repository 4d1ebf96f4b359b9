import type { Page } from '@playwright/test';
import { expect, test, type Desk } from './desk';
import { looks, looksGood } from './look';

/** Lets the school be open on the day after tomorrow only: now it is closed, whenever this runs. */
async function close(desk: Desk) {
  const open = (new Date().getUTCDay() + 6 + 2) % 7; // from Monday on
  const hours = Array.from({ length: 7 }, (_, day) => (day === open ? { from: '09:00', until: '18:00' } : null));
  await desk.choose({ timeZone: 'UTC', hours });
}

const rows = (page: Page) => page.locator('a[data-row]').evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')?.split(',')[0]));
const boxes = (page: Page) => page.locator('a[data-row]').evaluateAll((links) => links.map((link) => [link.id, link.getBoundingClientRect().top]));

async function fill(desk: Desk) {
  const asha = await desk.worker();
  expect((await asha.call('POST', '/api/sources', { name: 'Open day' })).status).toBe(201);
  expect((await asha.call('PATCH', '/api/users/1', { courses: ['NEET foundation'] })).status).toBe(200);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', message: 'Is there a weekend batch?' });
  await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'German A2' });
  const walkIn = { name: 'Sana Qureshi', phone: '+919876543210', courseInterest: 'German A2', origin: 'event', source: 'open day', for: 'queue' };
  expect((await asha.call('POST', '/api/enquiries', walkIn)).status).toBe(201);
}

test('the Inbox shows my courses or a source, and this browser remembers which', async ({ page, desk }) => {
  await fill(desk);
  await page.goto(`${desk.address}/inbox`);
  await expect.poll(() => rows(page)).toEqual(['Meera Nair', 'Arjun Jadhav', 'Sana Qureshi']);
  await expect(page.getByRole('button', { name: 'Everyone' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'My courses' }).click();
  await expect.poll(() => rows(page)).toEqual(['Meera Nair']);
  await expect(page.getByText('1 person is waiting.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'My courses' })).toHaveAttribute('aria-pressed', 'true');
  expect(await rows(page)).toEqual(['Meera Nair']);
  await desk.enquire({ name: 'Daniel Rao', courseInterest: 'German A2' });
  await desk.enquire({ name: 'Tenzin Dolma', courseInterest: 'NEET foundation' });
  await expect.poll(() => rows(page)).toEqual(['Meera Nair', 'Tenzin Dolma']);
  await page.getByLabel('Source').selectOption('Open day');
  await expect(page.getByText('Nobody who waits came from Open day.')).toBeVisible();
  await expect(page.getByText('5 people wait at all.')).toBeVisible();
  await page.getByRole('button', { name: 'Everyone', exact: true }).click();
  await expect.poll(() => rows(page)).toEqual(['Sana Qureshi']);
  await page.getByLabel('Source').selectOption('');
  await expect.poll(async () => (await rows(page)).length).toBe(5);
});

test('17: who asks while the school is closed is for later, at the end, and moves no row', async ({ page, desk }) => {
  await close(desk);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  await expect(page.getByRole('heading', { name: 'Later – when the school opens' })).toBeVisible();
  await expect(page.getByRole('heading', { name: /^(Just in|Waiting)/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^Meera Nair, NEET foundation, from .* 09:00$/ })).toBeVisible();
  await expect(page.getByText('Longest')).toHaveCount(0);
  await page.locator('a[data-row]').first().hover();
  const before = await boxes(page);
  await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'German A2' });
  await expect.poll(() => rows(page)).toEqual(['Meera Nair', 'Arjun Jadhav']);
  expect((await boxes(page)).slice(0, 1)).toEqual(before);
  await page.getByRole('button', { name: 'Claim Meera Nair' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Meera Nair' }).or(page.getByText(/Claimed/)).first()).toBeVisible();
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('5, 6, 7: the Inbox looks good with its chips, for later and with nobody there', async ({ page, desk }) => {
      await close(desk);
      await fill(desk);
      await page.goto(`${desk.address}/inbox`);
      await page.getByRole('button', { name: 'My courses' }).waitFor();
      await page.getByRole('heading', { name: 'Later – when the school opens' }).waitFor();
      await looksGood(page, 'inbox for later');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/inbox-${look.viewport.width}-${look.colorScheme}.png` });
      await page.getByRole('button', { name: 'My courses' }).click();
      await page.getByLabel('Source').selectOption('Open day');
      await page.getByText('Nobody who waits came from Open day.').waitFor();
      await looksGood(page, 'inbox narrowed');
      await page.setViewportSize({ width: 320, height: 640 });
      await looksGood(page, 'inbox narrowed at 320');
    });
  });
}
