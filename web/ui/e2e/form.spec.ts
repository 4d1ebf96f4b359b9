// The public form, with and without scripts. The numbers are those of the checks in the UX brief, section 8.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from '@playwright/test';
import { type Desk, expect, test } from './desk';
import { accessible, fits, looks, looksGood, slow } from './look';

const phone = { width: 360, height: 740 };

/** Nobody reads a form and fills it in within two seconds. */
const read = (page: Page) => page.waitForTimeout(2300);

/** Fills in the form as Meera does. */
async function fill(page: Page, who = 'Meera Nair') {
  await page.getByLabel('Your name').fill(who);
  await page.getByLabel('Mobile number', { exact: true }).fill('+91 98220 41763');
  await page.getByLabel('Course', { exact: true }).selectOption('Not sure yet');
  await page.getByLabel('I am the student, 18 or over').check();
  await page.getByLabel(/may call and write to me/).check();
}

/** What waits in the queue. */
async function waiting(desk: Desk): Promise<string[]> {
  const { data } = await (await desk.worker()).call('GET', '/api/enquiries/unclaimed');
  return (data as { enquiries: { name: string }[] }).enquiries.map(({ name }) => name);
}

/** A page in which no script runs. */
const plain = async (browser: Browser, locale = 'en-IN') => (await browser.newContext({ javaScriptEnabled: false, viewport: phone, locale })).newPage();

test('28: without scripts a form is one request of at most 14 kB, and is sent', async ({ browser, desk }) => {
  const page = await plain(browser);
  const requests: number[] = [];
  page.on('response', async (response) => {
    const { responseBodySize, responseHeadersSize } = await response.request().sizes();
    requests.push(responseBodySize + responseHeadersSize);
  });
  await page.goto(`${desk.address}/f/enquiry`, { waitUntil: 'networkidle' });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toBeLessThanOrEqual(14_000);
  await fits(page, 'the form without scripts');
  await read(page);
  await fill(page);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page).toHaveURL(/\/f\/enquiry\/thanks\?/);
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible();
  await expect(page.getByText(/^Your reference: [A-Z2-7]{4}-[A-Z2-7]{4}$/)).toBeVisible();
  await page.goBack();
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page).toHaveURL(/thanks/);
  expect(await waiting(desk)).toEqual(['Meera Nair']);
  expect(await page.context().cookies()).toEqual([]);
  await page.context().close();
});

test('28: on a slow phone the form is there within 1.8 seconds', async ({ page, desk }) => {
  await slow(page);
  await page.setViewportSize(phone);
  await page.goto(`${desk.address}/f/enquiry`);
  const largest = await page.evaluate(() => new Promise<number>((done) => {
    new PerformanceObserver((list) => done(list.getEntries().at(-1)?.startTime ?? 0)).observe({ type: 'largest-contentful-paint', buffered: true });
  }));
  expect(largest).toBeLessThanOrEqual(1800);
});

for (const { viewport } of looks) {
  test(`28: the form, its errors and thanks, ${viewport.width} wide, in both languages`, async ({ page, desk }) => {
    await page.setViewportSize(viewport);
    for (const lang of ['en', 'hi']) {
      await page.goto(`${desk.address}/f/enquiry?lang=${lang}`);
      await looksGood(page, `form ${lang}`);
      await page.getByRole('button').click();
      await page.waitForURL((url) => !url.search);
      await accessible(page, `errors ${lang}`);
      await fits(page, `errors ${lang}`);
      await page.goto(`${desk.address}/f/enquiry/thanks?lang=${lang}`);
      await looksGood(page, `thanks ${lang}`);
    }
  });
}

test('29: an empty form says what is wrong: the summary has the focus, and its links lead to the fields', async ({ browser, page, desk }) => {
  for (const one of [page, await plain(browser)]) {
    await one.goto(`${desk.address}/f/enquiry`);
    await one.getByLabel('Your question').fill('When does it start?');
    await one.getByRole('button', { name: 'Send' }).click();
    await expect(one).toHaveTitle(/^Error: /);
    await expect(one.locator('#wrong')).toBeFocused();
    await expect(one.getByLabel('Your question')).toHaveValue('When does it start?');
    for (const [words, id] of [['Enter your name.', 'name'], ['Say who you are.', 'who'], ['Tick the box', 'contact']] as const) {
      await one.locator('#wrong').getByRole('link', { name: words }).click();
      await expect(one.locator(`#${id}`)).toBeFocused();
    }
  }
});

test('30: three ways to write a number are one person', async ({ browser, desk }) => {
  await desk.choose({ country: 'IN' });
  const page = await plain(browser);
  for (const number of ['98220-41763', '+91 98220 41763', '09822041763']) {
    await page.goto(`${desk.address}/f/enquiry`);
    await read(page);
    await fill(page);
    await page.getByLabel('Mobile number', { exact: true }).fill(number);
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page).toHaveURL(/thanks/);
  }
  expect(await waiting(desk)).toEqual(['Meera Nair']);
});

test('31: a form in which everything is filled in, the trap too, waits for somebody to look at it', async ({ page, desk }) => {
  await page.goto(`${desk.address}/f/enquiry`);
  await read(page);
  await fill(page);
  await page.evaluate(() => {
    for (const input of document.querySelectorAll<HTMLInputElement>('input:not([type=hidden],[type=radio],[type=checkbox])')) input.value ||= 'filled in';
  });
  await page.locator('#email').fill('meera@mail.example');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible();
  expect(await waiting(desk)).toEqual([]);
  await page.goto(`${desk.address}/settings/suspected`);
  await expect(page.getByText('a field that nobody can see was filled in')).toBeVisible();
  await looksGood(page, 'suspected');
  await page.getByRole('button', { name: 'Let Meera Nair in' }).click();
  await expect(page.getByText('Nothing is suspected.')).toBeVisible();
  expect(await waiting(desk)).toEqual(['Meera Nair']);
});

test('32: under 18 the parent is asked for, without scripts too, and no box is ticked', async ({ browser, page, desk }) => {
  for (const one of [page, await plain(browser)]) {
    await one.goto(`${desk.address}/f/enquiry`);
    await read(one);
    const parent = one.getByLabel('Parent\'s name');
    await expect(parent).toBeHidden();
    for (const box of await one.getByRole('checkbox').all()) await expect(box).not.toBeChecked();
    await fill(one);
    await one.getByLabel('I am the student, under 18').check();
    await expect(parent).toBeVisible();
    await one.getByRole('button', { name: 'Send' }).click();
    await expect(one.locator('#wrong').getByRole('link', { name: 'Enter the name of your parent' })).toBeVisible();
    await one.getByLabel('Parent\'s name').fill('Anita Nair');
    await one.getByLabel('Parent\'s mobile number').fill('+91 98220 11111');
    await one.getByRole('button', { name: 'Send' }).click();
    await expect(one).toHaveURL(/thanks/);
  }
  await page.goto(`${desk.address}/inbox`);
  const [id] = await page.evaluate(async () => (await (await fetch('/api/enquiries/unclaimed')).json()).data.enquiries.map((one: { id: number }) => one.id)) as number[];
  await page.goto(`${desk.address}/leads/${id}`);
  await expect(page.getByText('Student under 18. Talk to the parent first.').first()).toBeVisible();
  await looksGood(page, 'a minor’s lead');
});

test('words are kept while there is no connection, and sent once when there is', async ({ page, desk }) => {
  await page.goto(`${desk.address}/f/enquiry`);
  await read(page);
  await fill(page);
  let cut = true;
  await page.route('**/f/enquiry', (route) => (cut && route.request().method() === 'POST' ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText(/Not sent yet, no connection/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/Not sent yet, no connection/)).toBeVisible();
  await expect(page.getByLabel('Your name')).toHaveValue('Meera Nair');
  cut = false;
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible({ timeout: 20_000 });
  await page.goto(`${desk.address}/f/enquiry`);
  await expect(page.getByLabel('Your name')).toHaveValue('');
  expect(await waiting(desk)).toEqual(['Meera Nair']);
});

test('a lost answer is not sent twice', async ({ page, desk }) => {
  await page.goto(`${desk.address}/f/enquiry`);
  await read(page);
  await fill(page);
  let lost = 0;
  await page.route('**/f/enquiry', async (route) => {
    if (route.request().method() !== 'POST' || lost++ > 0) return route.continue();
    await route.fetch({ maxRedirects: 0 });
    return route.abort();
  });
  await page.getByRole('button', { name: 'Send' }).dblclick();
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible({ timeout: 20_000 });
  expect(await waiting(desk)).toEqual(['Meera Nair']);
});

/** A page of another site that shows the form. */
async function site(desk: Desk) {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>School</title><h1>School</h1><script src="${desk.address}/f/enquiry/embed.js"></scr` + 'ipt>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() };
}

test('33: a page of a listed site shows the form as high as it is, any other shows nothing', async ({ browser, desk }) => {
  const [listed, other] = [await site(desk), await site(desk)];
  const owner = await desk.worker();
  expect((await owner.call('PATCH', '/api/forms/1', { origins: [listed.address] })).status).toBe(200);
  const page = await (await browser.newContext({ viewport: phone })).newPage();
  await page.goto(`${listed.address}/?utm_source=site`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByLabel('Your name')).toBeVisible();
  const off = async () => Math.abs((await page.locator('iframe').evaluate((one) => one.clientHeight)) - (await frame.locator('html').evaluate((one) => (one as HTMLElement).offsetHeight)));
  await expect.poll(off).toBeLessThanOrEqual(2);
  await frame.getByLabel('I am the student, under 18').check();
  await expect.poll(off).toBeLessThanOrEqual(2);
  expect(await frame.locator('[name=utm_source]').inputValue()).toBe('site');
  await page.goto(other.address);
  await page.locator('iframe').waitFor();
  await page.waitForLoadState('networkidle');
  await expect(frame.getByLabel('Your name')).toHaveCount(0);
  listed.stop();
  other.stop();
  await page.context().close();
});

test('an owner changes the form, adds a question, and the page asks it', async ({ page, browser, desk }) => {
  await page.goto(`${desk.address}/settings/forms`);
  await expect(page.getByRole('heading', { name: 'Questions' })).toBeVisible();
  await looksGood(page, 'settings, forms');
  await page.getByRole('button', { name: 'Add a question of your own' }).click();
  await page.getByLabel('Question in English').fill('Which batch');
  await page.getByLabel('Kind of answer').selectOption('choice');
  await page.getByLabel('Answers to choose from, one a line').fill('Morning\nEvening');
  const preview = page.frameLocator('iframe[title="Preview"]');
  await expect(preview.getByLabel('Which batch').locator('option')).toHaveText(['', 'Morning', 'Evening']);
  await page.getByRole('group', { name: 'हिन्दी' }).getByLabel('Heading').fill('खुला दिन');
  await preview.getByRole('link', { name: 'हिन्दी' }).click();
  await expect(preview.getByRole('heading', { name: 'खुला दिन' })).toBeVisible();
  await preview.getByRole('link', { name: 'English' }).click();
  await expect(preview.getByRole('heading', { name: 'Ask us anything' })).toHaveCSS('font-weight', '700'); // its own styles
  const up = page.getByRole('button', { name: 'Move Which batch up' });
  await up.focus();
  await page.keyboard.press('Enter');
  await expect(up).toBeFocused();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').getByText(/^Saved/)).toBeVisible();
  await looksGood(page, 'settings, forms, saved');
  const public_ = await plain(browser);
  await public_.goto(`${desk.address}/f/enquiry`);
  await expect(public_.getByLabel('Which batch')).toBeVisible();
  await page.setViewportSize(phone);
  await looksGood(page, 'settings, forms, on a phone');
  await page.goto(`${desk.address}/f/enquiry/poster`);
  await looksGood(page, 'poster');
});

test('whoever asks not to be contacted is not offered to be called', async ({ page, desk }) => {
  await page.goto(`${desk.address}/f/enquiry`);
  await read(page);
  await fill(page);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('link', { name: 'Stop us, or delete my data' }).click();
  await looksGood(page, 'my enquiry');
  await page.getByRole('button', { name: 'Do not contact me any more' }).click();
  await expect(page.getByText(/contacts you about this any more/)).toBeVisible();
  await page.goto(`${desk.address}/inbox`);
  await page.getByRole('button', { name: /Claim Meera Nair|^Claim$/ }).first().click();
  await page.goto(`${desk.address}/mine`);
  await expect(page.getByText('No contact')).toBeVisible();
  await page.getByRole('link', { name: /Meera Nair/ }).click();
  await expect(page.getByRole('note').getByText(/Asked not to be contacted any more/)).toBeVisible();
  await expect(page.locator('a[href^="tel:"], a[href^="mailto:"], a[href*="wa.me"]')).toHaveCount(0);
});
