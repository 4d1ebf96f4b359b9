// Writes a picture of every screen and state to shots/, against the stand-in server.
import { test as base, type Page } from '@playwright/test';
import { Mock, morning } from './mock';
import type { Takes } from './mock-rules';

const test = base.extend<{ mock: Mock; address: string }>({
  mock: async ({}, use) => {
    const mock = new Mock();
    await use(mock);
    mock.close();
  },
  address: async ({ mock }, use) => use(await mock.listen()),
});

interface Scene {
  name: string;
  path: string;
  signedIn?: boolean;
  /** Who is signed in; the owner unless said. */
  user?: number;
  before?: (mock: Mock) => void;
  play?: (page: Page, mock: Mock) => Promise<void>;
}

function takes(mock: Mock, change: Partial<Takes>) {
  mock.takes.set(2, { ...mock.member(mock.users[1]!), ...change });
}

async function claim(page: Page, name: string) {
  await page.getByRole('button', { name: `Claim ${name}` }).first().click();
}

async function claimFirst(page: Page) {
  await page.getByRole('button', { name: 'Claim Meera Nair' }).first().click();
  await page.getByText('YOURS').first().waitFor();
}

const scenes: Scene[] = [
  { name: 'setup', path: '/setup', signedIn: false, before: (mock) => void (mock.needed = true) },
  {
    name: 'setup-errors', path: '/setup', signedIn: false, before: (mock) => void (mock.needed = true),
    play: async (page) => page.getByRole('button', { name: 'Open the desk' }).click(),
  },
  { name: 'setup-done', path: '/setup', signedIn: false },
  { name: 'login', path: '/login', signedIn: false },
  {
    name: 'login-error', path: '/login', signedIn: false,
    play: async (page) => {
      await page.getByLabel('E-mail').fill('asha@kite.example');
      await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('is not right').waitFor();
    },
  },
  { name: 'inbox', path: '/inbox', before: (mock) => mock.look(1041, 2) },
  { name: 'inbox-empty', path: '/inbox', before: (mock) => void (mock.people = []) },
  {
    name: 'inbox-many', path: '/inbox',
    before: (mock) => {
      for (let n = 0; n < 60; n++) mock.arrive(900 + n, 60 + n * 37, `Person Number ${n}`, 'Maths, class 9', n % 3 ? 'A question' : null);
    },
  },
  { name: 'inbox-broken', path: '/inbox', play: async (page, mock) => {
      mock.broken = 500;
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await page.getByText('could not be loaded').waitFor();
    },
  },
  {
    name: 'inbox-offline', path: '/inbox',
    play: async (page) => { await page.context().setOffline(true); await page.getByText('No connection').waitFor(); },
  },
  {
    name: 'inbox-stamps', path: '/inbox',
    play: async (page, mock) => {
      await page.locator('.rows').hover();
      mock.take(1039, 2);
      await claimFirst(page);
      await page.locator('.stamp', { hasText: 'RAHUL' }).first().waitFor({ timeout: 15_000 });
    },
  },
  { name: 'lead-new', path: '/inbox/1042' },
  { name: 'lead-yours', path: '/inbox/1042', play: claimFirst },
  {
    name: 'lead-lost', path: '/inbox/1042',
    play: async (page, mock) => {
      await page.route('**/api/stream', (route) => route.abort());
      await page.reload();
      await page.getByText('came in.').waitFor();
      mock.take(1042, 2, Date.now() - 2000);
      await page.getByRole('button', { name: 'Claim Meera Nair' }).first().click();
      await page.getByText('No need to call').waitFor();
    },
  },
  {
    name: 'lead-given', path: '/inbox/1042', user: 2,
    play: async (page, mock) => {
      await claimFirst(page);
      mock.reassign(mock.people.find((one) => one.id === 1042)!, mock.users[0]!, 1);
      await page.getByText('It was handed over').waitFor();
    },
  },
  { name: 'lead-looking', path: '/inbox/1041', before: (mock) => mock.look(1041, 2) },
  { name: 'inbox-masked', path: '/inbox/1042', user: 2, before: (mock) => void (mock.settings.queueMode = 'masked') },
  { name: 'inbox-next', path: '/inbox', user: 2, before: (mock) => void (mock.settings.queueMode = 'next') },
  {
    name: 'inbox-nobody', path: '/inbox', user: 2, before: (mock) => takes(mock, { courses: ['Piano'] }),
    play: async (page) => { await page.getByRole('button', { name: 'Claim next' }).click(); await page.getByText('Nobody is waiting for you').first().waitFor(); },
  },
  {
    name: 'inbox-arrivals', path: '/inbox',
    play: async (page, mock) => {
      await page.locator('li.row').first().hover();
      await page.waitForTimeout(300);
      mock.arrive(1044, 0, 'Kabir Shah', 'Spoken English, evening', null);
      await page.getByRole('button', { name: '1 new enquiry. Show' }).waitFor();
    },
  },
  {
    name: 'inbox-paused', path: '/inbox',
    play: async (page) => {
      await page.clock.install();
      await page.route('**/api/stream', (route) => route.abort());
      await page.reload();
      await page.locator('li.row').first().waitFor();
      await page.clock.runFor(2000);
      for (let n = 0; n < 12; n++) await page.clock.fastForward(4000);
      await page.getByText('Live updates paused').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'limit', path: '/inbox', user: 2, before: (mock) => { takes(mock, { maxUntouched: 1 }); mock.take(1040, 2); },
    play: async (page) => { await claim(page, 'Sana Qureshi'); await page.getByText('That is your limit').first().waitFor(); },
  },
  {
    name: 'limit-next', path: '/inbox', user: 2, before: (mock) => { takes(mock, { maxClaimsPerDay: 1 }); mock.take(1040, 2); },
    play: async (page) => { await page.getByRole('button', { name: 'Claim next' }).click(); await page.getByText('That is your limit').first().waitFor(); },
  },
  {
    name: 'more', path: '/inbox/1042',
    play: async (page) => { await claimFirst(page); await page.getByRole('button', { name: 'More for Meera Nair' }).click(); await page.getByRole('dialog').waitFor(); },
  },
  {
    name: 'put-back', path: '/leads/1042', before: (mock) => mock.take(1042, 1),
    play: async (page) => {
      await page.getByRole('button', { name: 'More for Meera Nair' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Put back in the Inbox' }).click();
      await page.getByLabel('Reason').fill('I am away until Monday');
    },
  },
  {
    name: 'put-back-done', path: '/leads/1042', before: (mock) => mock.take(1042, 1),
    play: async (page) => { await page.locator('.stamp').waitFor(); await page.keyboard.press('u'); await page.getByText('Put back in the Inbox.').waitFor(); },
  },
  {
    name: 'hand-over', path: '/leads/1042', before: (mock) => mock.take(1042, 1),
    play: async (page) => {
      await page.locator('.stamp').waitFor();
      await page.keyboard.press('h');
      await page.getByLabel('Rahul Deshpande').check();
      await page.getByLabel('A line for them').fill('speaks Hindi, call after 4');
    },
  },
  { name: 'team-only', path: '/team', user: 2 },
  { name: 'settings', path: '/settings', play: async (page) => page.getByRole('button', { name: 'Save' }).waitFor() },
  {
    name: 'settings-errors', path: '/settings',
    play: async (page) => {
      await page.getByLabel('Promise to answer').fill('soon');
      await page.getByLabel('Time zone').fill('Moon/Sea');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('There is a problem').waitFor();
    },
  },
  { name: 'team', path: '/team', before: (mock) => takes(mock, { courses: ['NEET foundation, class 11', 'JEE crash course'], maxOpen: 20, maxClaimsPerDay: 15 }), play: async (page) => page.getByText('Rahul Deshpande').waitFor() },
  {
    name: 'team-change', path: '/team', before: (mock) => takes(mock, { courses: ['NEET foundation, class 11', 'JEE crash course'], maxOpen: 20 }),
    play: async (page) => { await page.getByRole('button', { name: /Change what Rahul/ }).click(); await page.getByRole('dialog').waitFor(); },
  },
  {
    name: 'readme', path: '/inbox/1042',
    play: async (page, mock) => {
      await page.locator('.rows, article').first().hover();
      mock.take(1039, 2);
      await claimFirst(page);
      await page.locator('.stamp', { hasText: 'RAHUL' }).first().waitFor({ timeout: 15_000, state: 'attached' });
    },
  },
  { name: 'lead-missing', path: '/inbox/9999' },
  { name: 'mine-empty', path: '/mine' },
  { name: 'mine', path: '/mine', before: (mock) => { mock.take(1042, 1); mock.take(1038, 1); mock.take(1041, 1); } },
  { name: 'lead-page', path: '/leads/1042', before: (mock) => mock.take(1042, 1) },
  { name: 'missing', path: '/inbox/nobody' },
  {
    name: 'account', path: '/inbox',
    play: async (page) => { await page.getByRole('button', { name: /Your account/ }).click(); await page.getByRole('dialog').waitFor(); },
  },
  { name: 'shortcuts', path: '/inbox', play: async (page) => { await page.keyboard.press('?'); await page.getByRole('dialog').waitFor(); } },
  {
    name: 'signed-out', path: '/inbox/1042',
    play: async (page, mock) => {
      await page.context().clearCookies();
      await page.getByRole('button', { name: 'Claim Meera Nair' }).first().evaluate((button: HTMLElement) => button.click());
      await page.getByRole('dialog').waitFor();
      void mock;
    },
  },
  {
    name: 'rtl', path: '/inbox/1042',
    play: async (page) => { await page.evaluate(() => (document.documentElement.dir = 'rtl')); await claimFirst(page); },
  },
  { name: 'focus', path: '/inbox/1042', play: async (page) => { for (let n = 0; n < 2; n++) await page.keyboard.press('j'); } },
];

const sizes = { '1280': { width: 1280, height: 800 }, '360': { width: 360, height: 740 } };

for (const scene of scenes) {
  for (const [size, viewport] of Object.entries(sizes)) {
    if (scene.name === 'readme' && size === '360') continue;
    for (const colorScheme of ['light', 'dark'] as const) {
      test.describe(() => {
        test.use({ viewport, colorScheme, deviceScaleFactor: size === '360' ? 2 : 1, hasTouch: size === '360' });
        test(`${scene.name} ${size} ${colorScheme}`, async ({ page, mock, address }) => {
          morning(mock);
          scene.before?.(mock);
          if (scene.signedIn !== false) await page.context().addCookies([{ name: 'desk', value: String(scene.user ?? 1), url: address }]);
          await page.goto(address + scene.path);
          await page.locator('h1, h2, dialog').first().waitFor();
          await page.evaluate(() => document.fonts.ready);
          await scene.play?.(page, mock);
          await page.waitForTimeout(250);
          await page.screenshot({ path: `shots/${scene.name}-${size}-${colorScheme}.png` });
        });
      });
    }
  }
}

test.describe('1024', () => {
  test.use({ viewport: { width: 1024, height: 700 } });
  test('lead-yours 1024 light', async ({ page, mock, address }) => {
    morning(mock);
    await page.context().addCookies([{ name: 'desk', value: '1', url: address }]);
    await page.goto(`${address}/inbox/1042`);
    await claimFirst(page);
    await page.waitForTimeout(250);
    await page.screenshot({ path: 'shots/lead-yours-1024-light.png' });
  });
});
