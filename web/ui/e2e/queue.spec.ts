// The queue as the school wants it: claim next, hidden details, limits, and who looks.
import type { Page } from '@playwright/test';
import { colleague, expect, test, type Desk } from './desk';

/** Rahul, a counsellor: an owner sees everything in every mode. */
async function counsellor(page: Page, desk: Desk) {
  await page.context().clearCookies();
  await desk.enter(page, colleague);
}

async function limit(desk: Desk, limits: Record<string, unknown>) {
  const asha = await desk.worker();
  expect((await asha.call('PATCH', '/api/users/2', limits)).status).toBe(200);
}

test('claim next takes whoever is next, by button and by key, and says when nobody is', async ({ page, desk }) => {
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: 'Claim next' }).click();
  await expect(page.getByRole('heading', { name: 'Sana Qureshi', level: 2 })).toBeVisible();
  await expect(page.getByRole('article').getByRole('link', { name: 'E-mail Sana Qureshi' })).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByRole('heading', { name: 'Meera Nair', level: 2 })).toBeVisible();
  await expect(page.locator('article .stamp')).toContainText('YOURS');
  await page.keyboard.press('x');
  await expect(page.getByText('Nobody is waiting for you.').first()).toBeVisible();
  await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'JEE crash course' });
  await expect(page.getByText('1 person is waiting.')).toBeVisible();
});

test('claim next takes only the courses that are mine', async ({ page, desk }) => {
  await limit(desk, { courses: ['NEET foundation'] });
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await counsellor(page, desk);
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: 'Claim next' }).click();
  await expect(page.getByText('Nobody is waiting for you. 1 waits for other courses.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Claim Sana Qureshi' })).toBeVisible();
});

test('the language and the branch that were sent stand among the facts', async ({ page, desk }) => {
  const form = { name: 'Meera Nair', email: 'meera@mail.example', courseInterest: 'NEET', language: 'HI', branch: 'Kothrud' };
  expect((await page.request.post(`${desk.address}/api/enquiries/public`, { data: form })).status()).toBe(201);
  await page.goto(`${desk.address}/inbox/1`);
  const facts = page.getByRole('region', { name: 'Details' });
  await expect(facts).toContainText(/Language\s*Hindi/);
  await expect(facts).toContainText(/Branch\s*Kothrud/);
  await page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' }).click();
  await expect(facts).toContainText('Held by');
  await expect(facts).toContainText(/Language\s*Hindi/);
});

test('16: a masked queue keeps name, address and words from everybody but who claims', async ({ page, desk }) => {
  await desk.choose({ queueMode: 'masked' });
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', message: 'Is there a weekend batch?' });
  await counsellor(page, desk);
  const heard: Promise<string>[] = [];
  page.on('response', (response) => {
    if (/api\/enquiries/.test(response.url())) heard.push(response.text());
  });
  await page.goto(`${desk.address}/inbox/${id}`);
  await expect(page.getByRole('link', { name: /^M\., NEET foundation, waiting/ })).toBeVisible();
  await expect(page.getByText('You see contact details once you claim.').first()).toBeVisible();
  const secrets = /Nair|meera\.nair|weekend batch/;
  expect(await page.content()).not.toMatch(secrets);
  expect((await Promise.all(heard)).join('\n')).not.toMatch(secrets);

  await page.getByRole('article').getByRole('button', { name: 'Claim M.' }).click();
  await expect(page.getByRole('heading', { name: 'Meera Nair', level: 2 })).toBeVisible();
  await expect(page.getByText('“Is there a weekend batch?”')).toBeVisible();
  await expect(page.getByRole('article').getByRole('link', { name: 'E-mail Meera Nair' })).toHaveAttribute('href', 'mailto:meera.nair@mail.example');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { name: 'M.', level: 2 })).toBeVisible();
  expect(await page.locator('main').innerHTML()).not.toMatch(/weekend batch|meera\.nair|Nair/);
});

test('where nobody chooses there is one button, and how many wait', async ({ page, desk }) => {
  await desk.choose({ queueMode: 'next' });
  const id = await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await counsellor(page, desk);
  await page.goto(`${desk.address}/inbox`);
  await expect(page.getByRole('heading', { name: '2 people are waiting.' })).toBeVisible();
  await expect(page.locator('li.row')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Claim/ })).toHaveCount(1);
  await page.getByRole('button', { name: 'Claim next' }).click();
  await expect(page).toHaveURL(new RegExp(`/inbox/${id}$`));
  await expect(page.getByRole('heading', { name: 'Sana Qureshi', level: 2 })).toBeVisible();
  await expect(page.getByRole('heading', { name: '1 person is waiting.' })).toBeVisible();

  const putBack = page.getByRole('dialog').getByRole('button', { name: 'Put back' });
  await expect(async () => {
    await page.keyboard.press('u'); // cannot be undone here, so it asks
    await expect(putBack).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await putBack.click();
  await expect(page.getByRole('heading', { name: '2 people are waiting.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
});

for (const { limits, title, hint } of [
  { limits: { maxOpen: 1 }, title: 'You hold 1 open lead. That is your limit.', hint: 'Close one of them or put one back.' },
  { limits: { maxUntouched: 1 }, title: 'You hold 1 lead that nobody has contacted yet.', hint: 'Contact one of them or put one back.' },
  { limits: { maxClaimsPerDay: 1 }, title: 'You have claimed 1 enquiry today.', hint: 'You can claim again from ' },
]) {
  test(`the limit ${Object.keys(limits)[0]} is said in words, and moves no row`, async ({ page, desk }) => {
    await limit(desk, limits);
    await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
    await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
    await counsellor(page, desk);
    await page.goto(`${desk.address}/inbox`);
    await page.getByRole('button', { name: 'Claim Sana Qureshi' }).click();
    await expect(page.locator('.stamp', { hasText: 'YOURS' })).toBeVisible();
    const row = page.getByRole('link', { name: /^Meera Nair/ });
    const box = await row.boundingBox();
    await page.getByRole('button', { name: 'Claim Meera Nair' }).click();
    const strip = page.locator('article').getByRole('status');
    await expect(strip).toContainText(title);
    await expect(strip).toContainText(hint);
    expect(await row.boundingBox()).toEqual(box);
    await strip.getByRole('button', { name: 'Close' }).click();
    await expect(strip).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Claim next' }).click();
    await expect(page.getByRole('status').filter({ hasText: title })).toBeVisible();
  });
}

test('who opens or closes a lead is seen within a second in an Inbox that is open', async ({ page, browser, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const rahul = await desk.page(browser, colleague);
  await rahul.goto('/inbox');
  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/inbox`)]);
  const eye = page.locator('li.row').getByText('Rahul is looking');
  const soon = { timeout: 1000 };
  await Promise.all([rahul.waitForResponse(/looking/), rahul.getByRole('link', { name: /^Meera Nair/ }).click()]);
  await expect(eye).toBeVisible(soon);
  await Promise.all([rahul.waitForResponse(/looking/), rahul.keyboard.press('Escape')]);
  await expect(eye).toHaveCount(0, soon);
  await Promise.all([rahul.waitForResponse(/looking/), rahul.goto(`/inbox/${id}`)]);
  await expect(eye).toBeVisible(soon);
  await rahul.context().close();
  await expect(eye).toHaveCount(0);
});

test('who looks at a lead is seen by others, and keeps nobody from claiming', async ({ page, browser, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const rahul = await desk.page(browser, colleague);
  await Promise.all([rahul.waitForResponse(/looking/), rahul.goto(`/inbox/${id}`)]);
  await page.goto(`${desk.address}/inbox/${id}`);
  await expect(page.locator('li.row').getByText('Rahul is looking')).toBeVisible();
  await expect(page.locator('article').getByText('Rahul is looking')).toBeVisible();
  await page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' }).click();
  await expect(page.locator('article .stamp')).toContainText('YOURS');
  await rahul.context().close();
});
