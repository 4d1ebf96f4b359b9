// What came of a call, written down. The numbers are those of the checks in the UX brief, section 8.
import type { Page } from '@playwright/test';
import { backFromCall, expect, owner, test, zoneAt, type Desk } from './desk';
import { looksGood } from './look';

const daily = (from: string, until: string) => Array(7).fill({ from, until });

/** It is between eleven and one there, while this runs. */
const zone = zoneAt(11);

interface Line {
  kind: string;
  outcome?: string;
  text?: string;
  dueAt?: string;
}

async function lines(desk: Desk, id: number, kind = 'attempted'): Promise<Line[]> {
  const { data } = await (await desk.worker()).call('GET', `/api/enquiries/${id}/events`);
  return (data as { events: Line[] }).events.filter((line) => line.kind === kind);
}

/** A lead of mine, open on the page. */
async function mine(page: Page, desk: Desk, hours = daily('09:00', '19:00')): Promise<number> {
  await desk.choose({ timeZone: zone, hours });
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await (await desk.worker(owner)).claim(id);
  await page.goto(`${desk.address}/leads/${id}`);
  await page.getByRole('button', { name: 'Add a note' }).waitFor();
  return id;
}

const panel = (page: Page) => page.getByRole('form', { name: 'Log call' });

test('19: by keys alone, and not at all with the keys off', async ({ page, desk }) => {
  await desk.choose({ timeZone: zone });
  const ids = [];
  for (const name of ['Sana Qureshi', 'Meera Nair']) ids.push(await desk.enquire({ name, courseInterest: 'Maths' }));
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: 'Claim Meera Nair' }).waitFor();
  for (const key of ['j', 'j', 'c']) await page.keyboard.press(key);
  await expect(page.locator('.stamp', { hasText: 'YOURS' })).toBeVisible();
  await page.keyboard.press('l');
  await expect(panel(page).getByRole('radio', { name: 'Spoke' })).toBeFocused();
  await page.keyboard.press('1');
  await page.keyboard.type('Comes on 5 December, likes l and n');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.history')).toContainText('Comes on 5 December, likes l and n');
  expect(await lines(desk, ids[1] ?? 0)).toMatchObject([{ outcome: 'connected', text: 'Comes on 5 December, likes l and n' }]);

  await page.evaluate(() => localStorage.setItem('firstbell.shortcuts', 'off'));
  await page.reload();
  await panel(page).waitFor();
  for (const key of ['l', '1', 'n', 's', 'f']) await page.keyboard.press(key);
  await expect(panel(page).getByRole('radio', { name: 'Spoke' })).not.toBeChecked();
  await panel(page).getByRole('radio', { name: 'No answer' }).focus();
  await page.keyboard.press('1');
  await expect(panel(page).getByRole('radio', { name: 'Spoke' })).not.toBeChecked();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('20: in fields and while composing, keys are text', async ({ page, desk }) => {
  await mine(page, desk);
  const note = panel(page).getByLabel('Note');
  await note.focus();
  await page.keyboard.type('l1 nsf z');
  await expect(note).toHaveValue('l1 nsf z');
  await note.evaluate((area) => area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true })));
  await panel(page).getByRole('radio', { name: 'Spoke' }).evaluate((radio) => radio.dispatchEvent(new KeyboardEvent('keydown', { key: '2', isComposing: true, bubbles: true })));
  await expect(panel(page).getByRole('radio', { name: 'No answer' })).not.toBeChecked();
  await expect(panel(page).getByRole('alert')).toHaveCount(0);
});

for (const [seconds, opens] of [[8, true], [2, false]] as const) {
  test(`21: back from a call after ${seconds} seconds the panel is ${opens ? 'open' : 'not open'}`, async ({ page, desk }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    const id = await mine(page, desk);
    await page.evaluate((lead) => {
      const link = Object.assign(document.createElement('a'), { href: 'tel:+919822041763', id: `lead-act-${lead}` });
      link.addEventListener('click', (event) => event.preventDefault());
      document.body.append(link);
      link.click();
      link.remove();
    }, id);
    await expect(panel(page)).toHaveCount(0);
    await backFromCall(page, seconds);
    if (opens) await expect(panel(page).getByRole('radio', { name: 'Spoke' })).toBeFocused();
    else await expect(panel(page)).toHaveCount(0);

    await page.goto(`${desk.address}/due`);
    await page.getByRole('list', { name: /^Now|^Late|^Later/ }).waitFor();
    const unlogged = page.getByRole('list', { name: 'Call not logged 1' });
    await expect(unlogged).toHaveCount(opens ? 1 : 0);
    if (!opens) return;
    await looksGood(page, 'due, call not logged');
    await unlogged.getByRole('button', { name: 'Log the call to Meera Nair' }).click();
    await panel(page).locator('label', { hasText: 'No answer' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('.history [data-kind=attempted]')).toHaveCount(1);
    await page.goto(`${desk.address}/due`);
    await page.getByRole('list', { name: /^Now|^Late|^Later/ }).waitFor();
    await expect(unlogged).toHaveCount(0);
  });
}

test('22: no answer twice is 20 minutes, then 17:00', async ({ page, desk }) => {
  const id = await mine(page, desk);
  const next = (name: string) => panel(page).getByRole('radio', { name });
  let taps = 0;
  const tap = async (what: ReturnType<Page['getByRole']>) => {
    await what.click();
    taps++;
  };
  await tap(panel(page).locator('label', { hasText: 'No answer' }));
  await expect(next('In 20 min')).toBeChecked();
  await tap(panel(page).getByRole('button', { name: 'Save' }));
  await expect(page.locator('.history [data-kind=attempted]')).toHaveCount(1);
  expect(taps).toBe(2);
  const [first] = await lines(desk, id);
  expect(Math.abs(Date.parse(first?.dueAt ?? '') - Date.now() - 20 * 60_000)).toBeLessThan(90_000);

  await panel(page).getByRole('radio', { name: 'No answer' }).check();
  await expect(next('Today 17:00')).toBeChecked();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.history [data-kind=attempted]')).toHaveCount(2);
  const [second] = await lines(desk, id);
  expect(new Date(second?.dueAt ?? '').toLocaleTimeString('en-GB', { timeZone: zone })).toBe('17:00:00');
});

test('22: never outside the hours of the school', async ({ page, desk }) => {
  const id = await mine(page, desk, daily('06:00', '08:30'));
  await panel(page).getByRole('radio', { name: 'No answer' }).check();
  await expect(panel(page).getByRole('radio', { name: 'In 20 min' })).toHaveCount(0);
  await expect(panel(page).getByRole('radio', { name: /17:00/ })).toHaveCount(0);
  await expect(panel(page).getByRole('radio', { name: /06:00/ }).first()).toBeChecked();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.history [data-kind=attempted]')).toHaveCount(1);
  const [line] = await lines(desk, id);
  expect(new Date(line?.dueAt ?? '').toLocaleTimeString('en-GB', { timeZone: zone })).toBe('06:00:00');
});

test('23: without a connection it waits, and is sent once', async ({ page, desk, context }) => {
  const id = await mine(page, desk);
  await context.setOffline(true);
  await expect(page.getByText('No connection.').first()).toBeVisible();
  await panel(page).getByRole('radio', { name: 'No answer' }).check();
  await panel(page).getByLabel('Note').fill('Rang out');
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.waiting')).toContainText('waits to send');
  await expect(page.locator('.waiting')).toContainText('Rang out');
  await context.setOffline(false);
  await expect(page.locator('.waiting')).toHaveCount(0, { timeout: 30_000 });
  await expect(page.locator('.history')).toContainText('Rang out');
  expect(await lines(desk, id)).toHaveLength(1);
});

test('23: an answer that is lost is not logged twice', async ({ page, desk }) => {
  const id = await mine(page, desk);
  await page.route('**/attempts', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await panel(page).getByRole('radio', { name: 'Spoke' }).check();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.waiting')).toContainText('waits to send');
  await page.unroute('**/attempts');
  await page.reload();
  await expect(page.locator('.history [data-kind=attempted]')).toHaveCount(1, { timeout: 30_000 });
  await expect(page.locator('.waiting')).toHaveCount(0);
  expect(await lines(desk, id)).toHaveLength(1);
});

test('25: a session that ends keeps what is typed, and it is saved after signing in again', async ({ page, desk }) => {
  const id = await mine(page, desk);
  await panel(page).getByRole('radio', { name: 'Spoke' }).check();
  await panel(page).getByLabel('Note').fill('Wants the weekend batch');
  await page.reload();
  await expect(panel(page).getByLabel('Note')).toHaveValue('Wants the weekend batch');
  await expect(panel(page).getByRole('radio', { name: 'Spoke' })).toBeChecked();
  await page.context().clearCookies();
  // The dialog may be there already, because a list was asked for meanwhile.
  await panel(page).getByRole('button', { name: 'Save', includeHidden: true }).evaluate((button: HTMLElement) => button.click());
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.getByLabel('E-mail').fill(owner.email);
  await dialog.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.locator('.history')).toContainText('Wants the weekend batch');
  expect(await lines(desk, id)).toHaveLength(1);
});

test('13: a note half typed is still there when another takes the lead', async ({ page, desk }) => {
  const id = await mine(page, desk);
  await page.context().clearCookies();
  await desk.enter(page, { email: 'rahul@kite.example', password: 'a short sentence' });
  await (await desk.worker()).call('POST', `/api/enquiries/${id}/reassign`, { userId: 2 });
  await Promise.all([page.waitForResponse(/stream/), page.reload()]);
  await panel(page).getByLabel('Note').fill('Her mother asks about');
  await (await desk.worker()).call('POST', `/api/enquiries/${id}/reassign`, { userId: 1 });
  await expect(panel(page)).toHaveCount(0);
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue('Her mother asks about');
});

test('somebody who is not interested is closed with a reason', async ({ page, desk }) => {
  const id = await mine(page, desk);
  await panel(page).getByRole('radio', { name: 'Not interested' }).check();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(panel(page).getByRole('alert')).toHaveText('Choose a reason.');
  await panel(page).getByRole('radio', { name: 'Fees' }).check();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.history')).toContainText('You closed this: Lost, Fees.');
  expect(await lines(desk, id, 'closed')).toHaveLength(1);
});

test('call back asks when', async ({ page, desk }) => {
  await mine(page, desk);
  await panel(page).getByRole('radio', { name: 'Call back' }).check();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(panel(page).getByRole('alert')).toHaveText('Say when to call again.');
  await panel(page).getByLabel('When').fill('2020-01-01T10:00');
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.history [data-kind=attempted]')).toHaveCount(0);
  await panel(page).getByRole('radio', { name: /10:00/ }).first().check();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.history [data-kind=attempted]')).toHaveCount(1);
});
