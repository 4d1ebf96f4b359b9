// The screens in Hindi, in a made-up longer language, and from right to left.
import type { Page } from '@playwright/test';
import { before, within } from './addresses';
import { expect, owner, test, type Desk } from './desk';
import { accessible, fits, looksGood, settled } from './look';

const person = 'Μελίνα Παπαδοπούλου'; // people's own words are Greek here, so that none is English
const course = 'Μαθηματικά';

const doors = before.filter((path) => path !== '/setup'); // there is a school
/** A desk begins with messages to send in English. */
const inEnglish = new Set(['/settings/templates']);

/** A desk with somebody in the Inbox and a lead of mine that was called, all in Greek. */
async function begin(page: Page, desk: Desk, language: string) {
  await desk.choose({ name: 'Σχολείο', country: 'IN' });
  const asha = await desk.worker();
  for (const [path, name] of [['/api/me', 'Ελένη'], ['/api/users/2', 'Νίκος']] as const) expect((await asha.call('PATCH', path, { name })).status).toBe(200);
  for (let n = 0; n < 2; n++) await desk.enquire({ name: `${person}`, courseInterest: course, message: 'Πότε αρχίζει;', phone: '98220 41763' });
  await asha.claim(1);
  expect((await asha.call('POST', '/api/enquiries/1/attempts', { channel: 'call', outcome: 'no_answer', note: 'Αύριο' })).status).toBe(201);
  expect((await asha.call('PATCH', '/api/me', { language })).status).toBe(200);
  await page.addInitScript((tag) => localStorage.setItem('firstbell.language', tag), language);
}

async function open(page: Page, desk: Desk, path: string) {
  await page.goto(desk.address + path);
  await page.locator('main h1').first().waitFor();
  await settled(page);
}

/** What people see or hear on the page that is not in brackets, less their own words. */
async function english(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const texts: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const parent = walk.currentNode.parentElement;
      if (parent && !parent.closest('kbd, code, script, style, noscript, textarea, datalist, option')) {
        texts.push((parent.localName === 'bdi' ? parent : walk.currentNode).textContent ?? ''); // an address may be in two pieces
      }
    }
    for (const element of document.querySelectorAll('body *')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) texts.push(element.getAttribute(name) ?? '');
    }
    return [...texts, document.title];
  });
  const bare = (text: string): string => {
    const less = text.replace(/⟦[^⟦⟧]*⟧/g, '');
    return less === text ? text : bare(less);
  };
  // Addresses, zones and what languages call themselves are the same in every language; the server names devices, and a desk begins with messages in English.
  return said.map(bare).filter((text) => /[a-z]{2}/i.test(text.replace(/\S+@\S+|Asia\/\w+|GMT|UTC|An unknown device|\w+ on \w+|WhatsApp|^English$/g, '')));
}

test.describe('in Hindi', () => {
  test.use({ locale: 'hi-IN', viewport: { width: 360, height: 740 } });

  test('somebody signs in, claims, logs the call and sees what is due', async ({ page, desk }) => {
    await desk.enquire({ name: 'मीरा नायर', courseInterest: 'NEET foundation', message: 'क्या वीकेंड बैच है?', phone: '+91 98220 41763' });
    await page.context().clearCookies();
    await page.goto(`${desk.address}/inbox`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'hi');
    await expect(page.getByRole('heading', { level: 1, name: 'साइन इन करें' })).toBeVisible();
    await looksGood(page, 'sign in');
    await page.getByLabel('ई-मेल').fill(owner.email);
    await page.getByRole('textbox', { name: 'पासवर्ड' }).fill('यह नहीं है जी');
    await page.getByRole('button', { name: 'साइन इन करें' }).click();
    await expect(page.getByText('ई-मेल या पासवर्ड सही नहीं है।').first()).toBeVisible();
    await page.getByRole('textbox', { name: 'पासवर्ड' }).fill(owner.password);
    await page.getByRole('button', { name: 'साइन इन करें' }).click();

    await expect(page.getByText('1 व्यक्ति इंतज़ार में है।')).toBeVisible();
    await looksGood(page, 'inbox');
    await page.getByRole('button', { name: 'मीरा नायर की इन्क्वायरी लें' }).click();
    await expect(page.getByText('आपकी', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: /^मीरा नायर, NEET foundation/ }).click();
    await page.getByRole('button', { name: 'क्या हुआ, दर्ज करें' }).click();
    await page.getByRole('radio', { name: 'जवाब नहीं मिला' }).check();
    await looksGood(page, 'log');
    await page.getByRole('button', { name: 'सेव करें' }).click();
    await expect(page.getByText('कॉल: जवाब नहीं मिला')).toBeVisible();
    await looksGood(page, 'lead');

    await page.goto(`${desk.address}/due`);
    await expect(page.getByRole('heading', { level: 1, name: 'आज के फ़ॉलो-अप' })).toBeVisible();
    await looksGood(page, 'due');
  });

  test('the first load is one file more, and within its budget', async ({ page, desk }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await Promise.all([page.waitForResponse(/unclaimed/), page.goto(`${desk.address}/inbox`)]);
    expect(asked.indexOf('/api/enquiries/unclaimed') + 1, asked.join(' ')).toBeLessThanOrEqual(7);
    expect(asked.filter((path) => /\/hi-/.test(path))).toHaveLength(1);
  });
});

test('a language is chosen once, for every device', async ({ browser, page, desk }) => {
  await page.goto(`${desk.address}/settings/me`);
  await page.getByLabel('Language').selectOption('हिन्दी');
  await expect(page.getByRole('heading', { level: 1, name: 'मेरा खाता' })).toBeVisible();
  await expect(page.getByLabel('भाषा')).toBeFocused();
  await expect(page.locator('html')).toHaveAttribute('lang', 'hi');
  const other = await desk.page(browser);
  await other.goto('/mine');
  await expect(other.getByRole('heading', { level: 1, name: 'मेरी लीड' })).toBeVisible();
  await other.context().close();
  await page.reload();
  await page.getByLabel('भाषा').selectOption('English');
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

for (const width of [360, 320]) {
  test.describe(`longer words at ${width}`, () => {
    test.use({ viewport: { width, height: 740 } });

    test('no screen says anything in English, or is too wide', async ({ page, fresh: desk }) => {
      test.setTimeout(180_000);
      await page.addInitScript(() => localStorage.setItem('firstbell.language', 'en-XA'));
      const look = async (name: string) => {
        await fits(page, name);
        expect.soft(await english(page), `English on ${name}`).toEqual([]);
      };
      await page.goto(`${desk.address}/setup`);
      await page.locator('form').waitFor();
      await look('setup');
      await desk.open();
      for (const path of doors) {
        await open(page, desk, path);
        await look(path);
      }
      await begin(page, desk, 'en-XA');
      await desk.enter(page);
      for (const path of within) {
        await open(page, desk, path);
        await (inEnglish.has(path) ? fits(page, path) : look(path));
      }
      await open(page, desk, '/inbox/1');
      for (const key of ['l', 's', 'h', '?']) {
        await page.keyboard.press(key);
        await settled(page);
        await look(`the key ${key}`);
        await page.keyboard.press('Escape');
      }
    });
  });
}

test.describe('from right to left', () => {
  for (const viewport of [{ width: 360, height: 740 }, { width: 1280, height: 800 }]) {
    test.describe(`${viewport.width}`, () => {
      test.use({ viewport });

      test('every screen is mirrored, and fits', async ({ page, desk }) => {
        test.setTimeout(180_000);
        await begin(page, desk, 'ar-XB');
        await desk.enter(page);
        for (const path of [...within, ...doors]) {
          if (path === doors[0]) await page.context().clearCookies();
          await open(page, desk, path);
          await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
          await fits(page, path);
          if (viewport.width === 360) await accessible(page, path);
          const rule = await page.evaluate(() => {
            const ruled = document.querySelector('.ruled');
            const box = ruled?.getBoundingClientRect();
            const line = ruled && getComputedStyle(ruled, '::before');
            return box && line && line.content !== 'none' ? { right: parseFloat(line.right), width: box.width } : null;
          });
          if (rule) expect.soft(rule.right, `the margin rule of ${path}`).toBeLessThan(rule.width / 2);
        }
      });

      test('numbers and addresses run from left to right', async ({ page, desk }) => {
        await begin(page, desk, 'ar-XB');
        await open(page, desk, '/inbox/1');
        for (const text of [/98220/, /@mail\.example/]) {
          const found = page.getByText(text).first();
          await expect(found).toBeVisible();
          expect(await found.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
        }
      });
    });
  }
});
