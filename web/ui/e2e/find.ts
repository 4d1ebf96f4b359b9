// What the tests of the search have in common, on its page and in the bar.
import type { Locator, Page } from '@playwright/test';
import { colleague, expect, type Desk } from './desk';

/** Four people: one waits, one is mine, one is a colleague's, one is lost. */
export async function fill(desk: Desk) {
  await desk.choose({ country: 'IN' });
  const asha = await desk.worker();
  const rahul = await desk.worker(colleague);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '98220 41763' });
  await asha.claim(await desk.enquire({ name: 'Meera Iyer', courseInterest: 'German A2', phone: '98220 55555' }));
  await rahul.claim(await desk.enquire({ name: 'José Álvarez', courseInterest: 'JEE crash course', phone: '98765 43210' }));
  const lost = await desk.enquire({ name: 'Sameera Khan', courseInterest: 'Spoken English' });
  await asha.claim(lost);
  expect((await asha.call('POST', `/api/enquiries/${lost}/stage`, { stage: 'lost', reason: 'fees' })).status).toBe(200);
}

export const names = (page: Page) => page.locator('[role=option] .name > b').allInnerTexts();

/** Two questions, of which the first is answered last: the people are those of the second. */
export async function overtake(page: Page, field: Locator, meanwhile: () => Promise<void> = () => Promise.resolve()) {
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/search?q=meera*', async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest('**/api/search?q=meera*');
  await field.fill('meera');
  await asked;
  await meanwhile();
  await field.fill('alvarez');
  await expect.poll(() => names(page)).toEqual(['José Álvarez']);
  const late = page.waitForResponse('**/api/search?q=meera*');
  answer();
  await late;
  expect(await names(page)).toEqual(['José Álvarez']);
}
