// Every address of the desk: with nothing there, with much, with a server that fails, and without a connection.
// The numbers are those of the checks in the UX brief, section 8.
import type { Page } from '@playwright/test';
import { before, within } from './addresses';
import { colleague, expect, test, type Desk } from './desk';
import { accessible, covered, fits, settled, smallTargets } from './look';

interface Way {
  width: number;
  height: number;
  colorScheme: 'light' | 'dark';
  /** How big at least is what can be pressed. */
  least: number;
}

const desktop: Way = { width: 1280, height: 800, colorScheme: 'dark', least: 24 };
const phone: Way[] = [{ width: 320, height: 640, colorScheme: 'light', least: 44 }, { width: 360, height: 740, colorScheme: 'light', least: 44 }];
const everywhere = [...phone, desktop];

async function open(page: Page, desk: Desk, path: string) {
  await page.goto(desk.address + path);
  await page.locator('main h1').first().waitFor();
  await settled(page);
}

/** One screen as it stands: on a phone by day, on a desk by night, and as narrow as windows get. */
async function look(page: Page, name: string, ways: readonly Way[] = everywhere) {
  for (const { width, height, colorScheme, least } of ways) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    // What is built otherwise on a phone is so two pictures later.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await fits(page, `${name} at ${width}`);
    expect.soft(await smallTargets(page, least), `too small on ${name} at ${width}`).toEqual([]);
    if (width !== 320) await accessible(page, `${name} at ${width}`);
  }
}

/** A desk in use: people who wait, who are held, who were called, who are alike; and something on every page of the settings. */
async function fill(desk: Desk) {
  await desk.choose({ country: 'IN', phone: '020 2546 1111' });
  const [asha, rahul] = [await desk.worker(), await desk.worker(colleague)];
  const made = async (path: string, body: object) => expect((await asha.call('POST', path, body)).status, path).toBeLessThan(300);
  const meera = { name: 'Meera Nair', courseInterest: 'NEET foundation', phone: '98220 41763', message: 'Is there a weekend batch?' };
  const first = await desk.enquire(meera);
  const second = await desk.enquire({ ...meera, name: 'Wolfeschlegelsteinhausenbergerdorff Maximilian', courseInterest: 'Donaudampfschifffahrtsgesellschaftskunde' });
  const third = await desk.enquire({ ...meera, name: 'Sana Qureshi', phone: '98220 41001', courseInterest: 'Maths, class 9' });
  await desk.enquire({ ...meera, courseInterest: 'JEE crash course' });
  await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'JEE crash course' });
  await asha.claim(first);
  await rahul.claim(third);
  await made(`/api/enquiries/${first}/attempts`, { channel: 'call', outcome: 'no_answer', note: 'Rang out' });
  await made(`/api/enquiries/${first}/notes`, { text: 'Her mother decides. '.repeat(12) });
  await rahul.call('POST', `/api/enquiries/${second}/looking`);
  for (const name of ['NEET foundation', 'Maths, class 9']) await made('/api/courses', { name });
  await made('/api/sources', { name: 'Open day' });
  await made('/api/keys', { name: 'Website', scopes: ['enquiries:read'], days: 90 });
  await made('/api/invitations', { name: 'Priya Kulkarni', role: 'counsellor' });
}

/** Tests of some addresses each, so that two can run beside each other. */
function some(paths: string[], what: string, each: (page: Page, desk: Desk, paths: string[]) => Promise<void>) {
  for (let from = 0; from < paths.length; from += 12) {
    const those = paths.slice(from, from + 12);
    test(`5, 6, 7: ${what}, from ${those[0]} on`, async ({ page, desk }) => {
      test.setTimeout(180_000);
      await each(page, desk, those);
    });
  }
}

test.use({ reducedMotion: 'reduce' });

some(within, 'screens with much on them', async (page, desk, paths) => {
  await fill(desk);
  for (const path of paths) {
    await open(page, desk, path);
    await look(page, path);
  }
});

some(within.filter((path) => !/\/\d|nobody$/.test(path)), 'screens with nothing on them', async (page, desk, paths) => {
  for (const path of paths) {
    await open(page, desk, path);
    await look(page, `${path}, empty,`);
  }
});

some(before, 'screens before the sign-in', async (page, desk, paths) => {
  await page.context().clearCookies();
  for (const path of paths) {
    await open(page, desk, path);
    await look(page, path);
  }
});

/** These ask the server for nothing before something is pressed. */
const still = new Set(['/search', '/add', '/inbox/nobody']);

some(within, 'screens that the server fails', async (page, desk, paths) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.route(/\/api\/(?!me$|stream)/, (route) => route.fulfill({ status: 500, json: { success: false, error: 'Internal', message: 'Something broke' } }));
  for (const path of paths) {
    await open(page, desk, path);
    if (!still.has(path)) await expect.soft(page.getByRole('button', { name: 'Try again' }).first(), `${path} offers to try again`).toBeVisible();
    await look(page, `${path}, broken,`, phone);
  }
});

test('6: on a phone with letters twice as big everything can still be reached', async ({ page, desk }) => {
  await fill(desk);
  await page.setViewportSize({ width: 360, height: 800 });
  await page.addInitScript(() => addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = '200%')));
  for (const path of ['/inbox', '/inbox/1', '/due', '/mine', '/leads', '/add', '/settings']) {
    await open(page, desk, path);
    await fits(page, `${path} in big letters`);
    expect.soft(await covered(page), `covered on ${path} in big letters`).toEqual([]);
  }
});
