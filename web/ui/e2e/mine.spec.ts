import type { Page } from '@playwright/test';
import { expect, test, type Desk } from './desk';
import { looks, looksGood } from './look';

const minute = 60_000;

/** Leads of the owner of the desk, one after the other: name, course, stage, and in how many minutes the next step is due. */
async function hold(desk: Desk, leads: [name: string, course: string, stage?: string, ahead?: number][]) {
  const asha = await desk.worker();
  for (const [name, courseInterest, stage, ahead] of leads) {
    const id = await desk.enquire({ name, courseInterest, message: 'Is there a weekend batch?' });
    await asha.claim(id);
    if (stage) expect((await asha.call('POST', `/api/enquiries/${id}/stage`, { stage })).status).toBe(200);
    if (ahead === undefined) continue;
    const { enquiry } = (await asha.call('GET', `/api/enquiries/${id}`)).data as { enquiry: { followUp: { id: number } } };
    const dueAt = new Date(Date.now() + ahead * minute).toISOString();
    expect((await asha.call('PATCH', `/api/followups/${enquiry.followUp.id}`, { dueAt })).status).toBe(200);
  }
}

const three: Parameters<typeof hold>[1] = [
  ['Meera Nair', 'NEET foundation', 'in_touch', 60], ['Arjun Jadhav', 'JEE crash course', undefined, 30], ['Sana Qureshi', 'NEET foundation', 'visit', 90],
];

async function names(page: Page): Promise<string[]> {
  return page.locator('main li h2').allInnerTexts();
}

test('My leads are sorted by the next follow-up, and otherwise as the address says', async ({ page, desk }) => {
  await hold(desk, [...three, ['Grace Mathew', 'German A2', 'enrolled']]);
  await page.goto(`${desk.address}/mine`);
  await expect(page.getByText('You hold 3 leads.')).toBeVisible();
  expect(await names(page)).toEqual(['Arjun Jadhav', 'Meera Nair', 'Sana Qureshi']);
  await page.getByRole('combobox', { name: 'Sorted by' }).selectOption('Name');
  await expect(page).toHaveURL(/\?sort=name$/);
  await page.getByRole('combobox', { name: 'Sorted by' }).selectOption('Age');
  await expect.poll(() => names(page)).toEqual(['Meera Nair', 'Arjun Jadhav', 'Sana Qureshi']);
  await page.getByRole('combobox', { name: 'Stage' }).selectOption('visit');
  await expect(page.getByText('1 lead like that.')).toBeVisible();
  await page.reload();
  expect(await page.getByRole('combobox', { name: 'Stage' }).inputValue()).toBe('visit');
  expect(await names(page)).toEqual(['Sana Qureshi']);
  await page.getByRole('combobox', { name: 'Stage' }).selectOption('applied');
  await page.getByRole('button', { name: 'Show all my leads' }).click();
  await expect(page).toHaveURL(/\/mine$/);
  await expect.poll(async () => (await names(page)).length).toBe(3);
  await page.goto(`${desk.address}/mine?stage=enrolled`);
  await expect(page.getByText('none', { exact: true })).toBeVisible();
  expect(await names(page)).toEqual(['Grace Mathew']);
});

test('37: a card moves by its menu, by keys and by the mouse, and back', async ({ page, desk }) => {
  await hold(desk, three);
  await page.goto(`${desk.address}/mine`);
  await page.getByRole('button', { name: 'Show as a board' }).click();
  await expect(page).toHaveURL(/view=board$/);
  const slot = (name: string) => page.getByRole('list', { name: new RegExp(`^${name}.* \\d`) });
  await expect(slot('In touch').getByRole('link', { name: 'Meera Nair' })).toBeVisible();
  await page.getByLabel('Move Meera Nair to').selectOption('Applied');
  await expect(slot('Applied').getByRole('link', { name: 'Meera Nair' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(slot('In touch').getByRole('link', { name: 'Meera Nair' })).toBeVisible();

  await page.getByRole('link', { name: 'Meera Nair' }).focus();
  await page.keyboard.press(']');
  await expect(slot('Visit').getByRole('link', { name: 'Meera Nair' })).toBeFocused();
  await page.keyboard.press('[');
  await expect(slot('In touch').getByRole('link', { name: 'Meera Nair' })).toBeFocused();

  await page.locator('li', { has: page.getByRole('link', { name: 'Arjun Jadhav' }) }).dragTo(page.locator('[data-slot="applied"]'));
  await expect(slot('Applied').getByRole('link', { name: 'Arjun Jadhav' })).toBeVisible();
  await page.getByLabel('Move Sana Qureshi to').selectOption('Enrolled');
  await page.getByRole('button', { name: 'Move to Enrolled' }).click();
  await expect(slot('Enrolled').getByRole('link', { name: 'Sana Qureshi' })).toBeVisible();
  await page.keyboard.press('z');
  await expect(slot('Visit').getByRole('link', { name: 'Sana Qureshi' })).toBeVisible();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test('37: the board is tabs with counts, and nothing can be dragged', async ({ page, desk }) => {
    await hold(desk, three);
    await page.goto(`${desk.address}/mine?view=board`);
    await page.getByRole('button', { name: 'In touch 1' }).click();
    expect(await names(page)).toEqual(['Meera Nair']);
    await expect(page.locator('[draggable="true"], [data-slot]')).toHaveCount(0);
    await page.getByRole('button', { name: 'Applied 0' }).click();
    await expect(page.getByText('None of your leads is like that.')).toBeVisible();
  });
});

test.describe('on a tablet', () => {
  test.use({ viewport: { width: 1024, height: 500 }, hasTouch: true, isMobile: true });

  test('37: a finger on a card rolls the board, and moves nothing', async ({ page, desk }) => {
    await hold(desk, Array.from({ length: 8 }, (_, n): [string, string, string] => [`Person ${n}`, 'Maths', 'in_touch']));
    const sent: string[] = [];
    page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
    await page.goto(`${desk.address}/mine?view=board`);
    const card = page.locator('li', { has: page.getByRole('link', { name: 'Person 0' }) });
    const place = await card.boundingBox();
    const session = await page.context().newCDPSession(page);
    const [x, y] = [(place?.x ?? 0) + 60, (place?.y ?? 0) + 20];
    const swipe = async (across: number, down: number) => {
      await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      for (let n = 1; n <= 10; n++) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + (across * n) / 10, y: y + (down * n) / 10 }] });
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    await swipe(0, -150);
    await expect.poll(async () => (await card.boundingBox())?.y ?? 0).toBeLessThan((place?.y ?? 0) - 100);
    await swipe(300, 0);
    await expect(page.getByRole('list', { name: /^In touch.* 8/ }).getByRole('link')).toHaveCount(8);
    expect(sent.filter((url) => url.includes('/stage'))).toEqual([]);
  });
});

for (const look of looks) {
  test.describe(`${look.viewport.width} ${look.colorScheme}`, () => {
    test.use({ ...look, reducedMotion: 'reduce' });

    test('My leads look good, empty, filled and as a board', async ({ page, desk }) => {
      await page.goto(`${desk.address}/mine`);
      await page.getByText('You hold no leads.').waitFor();
      await looksGood(page, 'mine empty');
      await hold(desk, [...three, ['Wolfeschlegelsteinhausenbergerdorff Maximilian', 'Donaudampfschifffahrtsgesellschaftskunde', 'applied'], ['Grace Mathew', 'German A2', 'enrolled']]);
      await page.reload();
      await page.getByRole('link', { name: /^Meera Nair, / }).waitFor();
      await looksGood(page, 'mine filled');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/mine-${look.viewport.width}-${look.colorScheme}.png` });
      await page.goto(`${desk.address}/mine?view=board`);
      await page.getByText('Arjun Jadhav').first().waitFor();
      await looksGood(page, 'mine board');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/board-${look.viewport.width}-${look.colorScheme}.png` });
      await page.setViewportSize({ width: 320, height: 640 });
      await looksGood(page, 'mine board at 320');
      await page.goto(`${desk.address}/mine`);
      await page.getByRole('link', { name: /^Meera Nair, / }).waitFor();
      await looksGood(page, 'mine at 320');
    });
  });
}
