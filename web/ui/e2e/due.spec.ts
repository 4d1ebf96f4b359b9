import type { Locator, Page } from '@playwright/test';
import { backFromCall, colleague, dials, expect, test, type Desk } from './desk';
import { looks, looksGood } from './look';

interface Listed {
  id: number;
  group: string;
  dueAt: string;
  enquiry: { id: number; name: string };
}

const minute = 60_000;

/** People whom the owner of the desk holds, with how many minutes from now each is due. */
async function hold(desk: Desk, people: Record<string, number>) {
  const asha = await desk.worker();
  for (const [name, ahead] of Object.entries(people)) {
    const id = await desk.enquire({ name, courseInterest: 'NEET foundation, class 11', message: 'Is there a weekend batch?' });
    await asha.claim(id);
    const { enquiry } = (await asha.call('GET', `/api/enquiries/${id}`)).data as { enquiry: { followUp: { id: number } } };
    // First to a moment that no school's hours have set, so that moving it on counts as once put off at any time of day.
    for (const minutes of [1, ahead]) {
      const dueAt = new Date(Date.now() + minutes * minute).toISOString();
      expect((await asha.call('PATCH', `/api/followups/${enquiry.followUp.id}`, { dueAt })).status).toBe(200);
    }
  }
}

/** Lets a page see the list as if some of it had been due long ago; the server does not take a time that is past. */
async function age(page: Page, minutes: Record<string, number>) {
  await page.route('**/api/followups?*', async (route) => {
    const response = await route.fetch().catch(() => null);
    if (!response) return route.abort();
    const answer = (await response.json()) as { data: { followUps: Listed[]; counts: Record<string, number> } };
    for (const row of answer.data.followUps) {
      const ago = minutes[row.enquiry.name];
      if (ago === undefined || Date.parse(row.dueAt) > Date.now() + 3 * 60 * minute) continue;
      answer.data.counts[row.group]!--;
      answer.data.counts.late!++;
      row.group = 'late';
      row.dueAt = new Date(Date.now() - ago * minute).toISOString();
    }
    answer.data.followUps.sort((a, b) => a.dueAt.localeCompare(b.dueAt));
    await route.fulfill({ response, json: answer });
  });
}

test('the day is there by urgency, with the count in the bar, by keys alone', async ({ page, desk }) => {
  await hold(desk, { 'Meera Nair': 5, 'Arjun Jadhav': 10 });
  await page.goto(`${desk.address}/inbox`);
  await expect(page.getByRole('link', { name: /^Due today ?, 2 to do$/ })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page).toHaveURL(/\/due$/);
  await expect(page.getByRole('list', { name: 'Now 2' }).locator('[data-row]')).toHaveCount(2);
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: /^Meera Nair, / })).toBeFocused();
  await page.keyboard.press('.');
  await expect(page.getByRole('list', { name: 'Now 2' }).locator('[data-row]').first()).toHaveAccessibleName(/^Arjun Jadhav, /);
  await page.getByRole('link', { name: /^Meera Nair, / }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/leads\/1$/);
});

test('9, 21: from Due it is one tap to a ringing phone, and back from it two more to log no answer with the next try', async ({ page, desk }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await desk.choose({ country: 'IN' });
  const asha = await desk.worker();
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '98220 41763' });
  await asha.claim(id);
  await asha.call('PATCH', '/api/followups/1', { dueAt: new Date(Date.now() + 5 * minute).toISOString() });
  const dialled = await dials(page);
  await page.goto(`${desk.address}/due`);
  let taps = 0;
  const tap = async (where: Locator) => {
    await where.click();
    taps++;
  };
  await tap(page.getByRole('link', { name: 'Call Meera Nair, 98220 41763' }));
  expect([dialled, taps]).toEqual([['tel:+919822041763'], 1]);
  await backFromCall(page, 8);
  await expect(page).toHaveURL(new RegExp(`/leads/${id}$`));
  const panel = page.getByRole('form', { name: 'Log call' });
  await expect(panel.getByRole('radio', { name: 'Spoke' })).toBeFocused();
  await tap(panel.locator('label', { hasText: 'No answer' }));
  await tap(page.getByRole('button', { name: 'Save' }));
  await expect(page.locator('.history [data-kind=attempted]')).toHaveCount(1);
  expect(taps).toBe(3);
  const { enquiry } = (await asha.call('GET', `/api/enquiries/${id}`)).data as { enquiry: { followUp: { type: string; dueAt: string } } };
  expect(Date.parse(enquiry.followUp.dueAt)).toBeGreaterThan(Date.now() + 10 * minute);
  await page.goBack();
  await expect(page).toHaveURL(/\/due$/);
});

test('whom a colleague holds nobody else rings from Due', async ({ page, desk }) => {
  await desk.choose({ country: 'IN' });
  const rahul = await desk.worker(colleague);
  await rahul.claim(await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'JEE crash course', phone: '98220 41763' }));
  await page.goto(`${desk.address}/due?owner=all`);
  await page.getByRole('link', { name: /^Arjun Jadhav, / }).waitFor();
  await expect(page.getByRole('link', { name: /^(Call|E-mail) Arjun/ })).toHaveCount(0);
});

test('a follow-up is put off by 20 minutes, to tomorrow, to a time', async ({ page, desk }) => {
  await hold(desk, { 'Meera Nair': 5, 'Arjun Jadhav': 10, 'Sana Qureshi': 15 });
  await page.goto(`${desk.address}/due`);
  await page.getByRole('button', { name: 'Put Meera Nair off to tomorrow 10:00' }).click();
  await expect(page.getByRole('list', { name: 'Now 2' }).locator('[data-row]')).toHaveCount(2);
  await page.getByRole('heading', { name: 'Tomorrow 1' }).click();
  await expect(page.getByRole('list', { name: 'Tomorrow 1' }).locator('[data-row]')).toHaveAccessibleName(/^Meera Nair, .* tomorrow 10:00$/);
  await page.getByRole('button', { name: 'Pick a time for Arjun Jadhav' }).click();
  const dialog = page.getByRole('dialog', { name: 'When to call Arjun Jadhav' });
  await dialog.getByLabel('Day').fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Move the follow-up' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Choose a time later than now.');
  await dialog.getByLabel('Day').fill(new Date(Date.now() + 5 * 24 * 60 * minute).toISOString().slice(0, 10));
  await dialog.getByRole('button', { name: 'Move the follow-up' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^Arjun Jadhav, / })).toHaveCount(0);
  for (let n = 0; n < 4; n++) {
    const answer = page.waitForResponse((one) => one.request().method() === 'PATCH');
    await page.getByRole('button', { name: 'Put Sana Qureshi off by 20 minutes' }).click();
    expect((await answer).status()).toBe(200);
  }
  await page.getByRole('button', { name: 'Put Sana Qureshi off to tomorrow 10:00' }).click();
  await expect(page.getByText('This follow-up was put off 5 times.')).toBeVisible();
});

test('many that are older than three days are moved at once, or put back after a question', async ({ page, desk }) => {
  await hold(desk, { 'Meera Nair': 5, 'Arjun Jadhav': 10, 'Sana Qureshi': 15 });
  const days = 24 * 60;
  await age(page, { 'Meera Nair': 4 * days, 'Arjun Jadhav': 5 * days, 'Sana Qureshi': 6 * days });
  await page.goto(`${desk.address}/due`);
  await expect(page.getByText('3 are older than 3 days.')).toBeVisible();
  await page.getByRole('button', { name: 'Move all to tomorrow 10:00' }).click();
  await expect(page.getByText('Tomorrow 3')).toBeVisible();
  await expect(page.getByText('older than 3 days')).toHaveCount(0);
  await hold(desk, { 'Daniel D’Souza': 5, 'Tenzin Dolma': 10, 'Grace Mathew': 15 });
  await age(page, { 'Daniel D’Souza': 4 * days, 'Tenzin Dolma': 5 * days, 'Grace Mathew': 6 * days });
  await page.reload();
  await page.getByRole('button', { name: 'Put back in Inbox' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put 3 leads back' }).click();
  await expect(page.getByText('3 people wait in the Inbox.')).toBeVisible();
});

test('an owner sees whose day it is; a colleague only their own', async ({ page, browser, desk }) => {
  await hold(desk, { 'Meera Nair': 5 });
  const rahul = await desk.worker(colleague);
  await rahul.claim(await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'JEE crash course' }));
  await page.goto(`${desk.address}/due`);
  await expect(page.getByRole('link', { name: /^Meera Nair, / })).toBeVisible();
  await page.getByLabel('Whose').selectOption('Everybody');
  await expect(page.getByRole('link', { name: /^Arjun Jadhav, / })).toBeVisible();
  await expect(page).toHaveURL(/owner=all$/);
  await page.reload();
  await expect(page.getByRole('link', { name: /^(Meera Nair|Arjun Jadhav), / })).toHaveCount(2);
  await page.getByLabel('Whose').selectOption(colleague.name);
  await expect(page.getByRole('link', { name: /^Meera Nair, / })).toHaveCount(0);
  const his = await desk.page(browser, colleague);
  await his.goto('/due?owner=all');
  await expect(his.getByRole('link', { name: /^Arjun Jadhav, / })).toBeVisible();
  await expect(his.getByRole('link', { name: /^Meera Nair, / })).toHaveCount(0);
  await expect(his.getByLabel('Whose')).toHaveCount(0);
  await his.context().close();
});

test('what a colleague gives me is there by itself, and no row moves under the pointer', async ({ page, desk }) => {
  await hold(desk, { 'Meera Nair': 20 });
  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/due`)]);
  await expect(page.getByRole('link', { name: /^Meera Nair, / })).toBeVisible();
  await page.getByRole('heading', { name: 'Due today' }).hover();
  await hold(desk, { 'Arjun Jadhav': 5 });
  await expect(page.getByRole('list', { name: 'Now 2' }).locator('[data-row]').first()).toHaveAccessibleName(/^Arjun Jadhav, /);
  await page.getByRole('list', { name: 'Now 2' }).hover();
  await hold(desk, { 'Sana Qureshi': 10 });
  await expect(page.getByRole('link', { name: /^Due today ?, 3 to do$/ })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Now' }).locator('[data-row]')).toHaveCount(2);
  await page.mouse.move(0, 0);
  await expect(page.getByRole('list', { name: 'Now 3' }).locator('[data-row]')).toHaveCount(3);
});

test('45: on paper the day has boxes to tick and how to reach people, and nothing else', async ({ page, desk }) => {
  await hold(desk, { 'Meera Nair': 5 });
  await desk.choose({ country: 'IN' });
  const change = { data: { phone: '98220 41763' }, headers: { origin: desk.address, 'if-match': '*' } };
  expect((await page.request.patch(`${desk.address}/api/enquiries/1`, change)).status()).toBe(200);
  await page.goto(`${desk.address}/due`);
  await expect(page.getByRole('link', { name: /^Meera Nair, / })).toBeVisible();
  await expect(page.getByText('meera.nair@mail.example')).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText('98220 41763 · meera.nair@mail.example')).toBeVisible();
  await expect(page.locator('.box')).toBeVisible();
  await expect(page.getByRole('navigation')).toBeHidden();
  await expect(page.locator('main button:visible, main select:visible')).toHaveCount(0);
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('Due looks good, empty, filled and old', async ({ page, desk }) => {
      await page.goto(`${desk.address}/due`);
      await page.getByText('No follow-ups today.').waitFor();
      await looksGood(page, 'due empty');
      await hold(desk, {
        'Meera Nair': 5, 'Arjun Jadhav': 10, 'Sana Qureshi': 15, 'Wolfeschlegelsteinhausenbergerdorff Maximilian': 20, 'Grace Mathew': 26 * 60,
      });
      await page.reload();
      await page.getByRole('link', { name: /^Meera Nair, / }).waitFor();
      await looksGood(page, 'due filled');
      await page.getByRole('button', { name: 'Pick a time for Meera Nair' }).click();
      await page.getByRole('dialog').waitFor();
      await looksGood(page, 'due pick');
      const days = 24 * 60;
      await age(page, { 'Meera Nair': 4 * days, 'Arjun Jadhav': 5 * days, 'Sana Qureshi': 6 * days });
      await page.reload();
      await page.getByText('are older than 3 days.').waitFor();
      await looksGood(page, 'due old');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/due-${look.viewport.width}-${look.colorScheme}.png` });
      await page.setViewportSize({ width: 320, height: 640 });
      await looksGood(page, 'due at 320');
    });
  });
}
