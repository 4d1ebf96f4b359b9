// Writes a picture of every screen and state to shots/: of a running desk with the people of the design's morning.
import type { Page } from '@playwright/test';
import { colleague, owner, setHidden, test, zoneAt, type Desk, type Worker } from './desk';
import { looks, settled } from './look';

/** Who waits, and for how many minutes as the pages see it. */
const waits: Record<string, number> = { 'Sana Qureshi': 38, 'Lucía Fernández': 21, 'Arjun Jadhav': 12, 'Daniel D’Souza': 4, 'Meera Nair': 2, 'Tenzin Dolma': 1 };
const people = [
  ['Sana Qureshi', 'Maths, class 9', 'Wants a demo class on Saturday for Ayaan.', '98220 41001'],
  ['Lucía Fernández', 'German A2, online', 'Level test first?', '98220 41002'],
  ['Arjun Jadhav', 'JEE crash course', 'Fees and hostel details please', '98220 41003'],
  ['Daniel D’Souza', 'Web development bootcamp', 'Is there an EMI option?', undefined],
  ['Meera Nair', 'NEET foundation, class 11', 'Is there a weekend batch? I am in class 11 and school ends at 3. My mother would like to visit first.', '98220 41763'],
  ['Tenzin Dolma', 'Spoken English, evening', undefined, '98220 41005'],
] as const;
const hours = Array<{ from: string; until: string }>(7).fill({ from: '09:00', until: '19:00' });

interface Stage {
  page: Page;
  desk: Desk;
  /** The owner, and a colleague, at work elsewhere. */
  asha: Worker;
  rahul: Worker;
  phone: boolean;
  go: (path: string) => Promise<void>;
}

interface Scene {
  name: string;
  /** A long screen, of which all is to be seen. */
  tall?: number;
  play: (stage: Stage) => Promise<unknown>;
}

/** The numbers of the people who wait, by name. */
async function ids({ asha }: Stage): Promise<Record<string, number>> {
  const { enquiries } = (await asha.call('GET', '/api/enquiries/unclaimed?limit=200')).data as unknown as { enquiries: { id: number; name: string }[] };
  return Object.fromEntries(enquiries.map(({ id, name }) => [name, id]));
}

/** Lets everybody have waited as long as in the table. */
async function age(page: Page) {
  await page.route(/\/api\/enquiries\/(unclaimed|\d+)(\?|$)/, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch().catch(() => null);
    if (!response) return route.abort();
    const answer = (await response.json()) as { data?: { enquiries?: Aged[]; enquiry?: Aged } };
    for (const one of [...(answer.data?.enquiries ?? []), ...(answer.data?.enquiry ? [answer.data.enquiry] : [])]) {
      const wait = waits[one.name];
      if (wait === undefined) continue;
      const at = Date.now() - wait * 60_000;
      Object.assign(one, { createdAt: new Date(at).toISOString(), dueAt: new Date(at + 5 * 60_000).toISOString() });
    }
    await route.fulfill({ response, json: answer });
  });
}

interface Aged {
  name: string;
  createdAt: string;
  dueAt: string;
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const dialog = (page: Page) => page.getByRole('dialog').waitFor();
const close = (page: Page) => page.keyboard.press('Escape');

const scenes: Scene[] = [
  { name: 'setup', play: ({ go }) => go('/setup') },
  { name: 'setup-errors', play: ({ page }) => press(page, 'Continue') },
  {
    name: 'setup-school',
    play: async ({ page }) => {
      await page.getByLabel('Your name').fill(owner.name);
      await page.getByLabel('E-mail').fill(owner.email);
      await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
      await press(page, 'Continue');
      await page.getByLabel('Name of the school').fill(owner.schoolName);
    },
  },
  { name: 'setup-choices', play: async ({ page }) => { await page.getByLabel('Country').selectOption('IN'); await press(page, 'Continue'); await page.getByLabel('Courses').fill('NEET foundation, class 11\nMaths, class 9'); } },
  { name: 'setup-ready', play: async ({ page }) => { await press(page, 'Continue'); await page.getByText('Step 4 of 4').first().waitFor(); } },
  { name: 'inbox-empty', play: ({ go }) => go('/inbox') },
  ...['due', 'mine', 'leads', 'search', 'duplicates'].map((path): Scene => ({ name: `${path}-empty`, play: ({ go }) => go(`/${path}`) })),
  { name: 'login', play: async ({ page, go }) => { await page.context().clearCookies(); await go('/login'); } },
  {
    name: 'login-error',
    play: async ({ page }) => {
      await page.getByLabel('E-mail').fill(owner.email);
      await page.getByRole('textbox', { name: 'Password' }).fill('not this one');
      await press(page, 'Sign in');
      await page.getByText('is not right').first().waitFor();
    },
  },
  {
    name: 'login-code',
    play: async ({ page }) => {
      const asks = { status: 401, json: { success: false, error: 'Code needed', message: 'Send the code', code: 'code_needed' } };
      await page.route('**/api/session', (route) => route.fulfill(asks));
      await press(page, 'Sign in');
      await page.getByLabel('Code').waitFor();
      await page.unroute('**/api/session');
    },
  },
  { name: 'forgot', play: ({ go }) => go('/forgot') },
  { name: 'forgot-answer', play: async ({ page }) => { await page.getByLabel('E-mail').fill(owner.email); await press(page, 'How do I get in?'); } },
  {
    name: 'reset',
    play: async ({ asha, go }) => {
      const { path } = (await asha.call('POST', '/api/users/2/reset-link')).data as unknown as { path: string };
      await go(path);
    },
  },
  { name: 'reset-expired', play: async ({ page, go }) => { await go(`/reset/${'x'.repeat(43)}`); await page.getByLabel('New password').fill('a short sentence'); await press(page, 'Set password'); } },
  {
    name: 'invite',
    play: async ({ asha, go }) => {
      const { token } = (await asha.call('POST', '/api/invitations', { name: 'Priya Kulkarni', role: 'counsellor' })).data as unknown as { token: string };
      await go(`/invite/${token}`);
    },
  },
  { name: 'invite-expired', play: ({ go }) => go(`/invite/${'x'.repeat(43)}`) },
  {
    name: 'inbox-loading',
    play: async ({ page, desk }) => {
      await desk.enter(page);
      for (const [name, courseInterest, message, phone] of people) await desk.enquire({ name, courseInterest, message, phone });
      let answer = () => {};
      const wait = new Promise<void>((done) => (answer = done));
      await page.route('**/api/enquiries/unclaimed*', async (route) => { await wait; await route.continue(); });
      await page.goto(`${desk.address}/inbox`);
      await page.waitForTimeout(700);
      setTimeout(answer, 1500);
    },
  },
  {
    name: 'inbox',
    play: async (stage) => {
      await stage.page.unrouteAll({ behavior: 'ignoreErrors' });
      await age(stage.page);
      await stage.rahul.call('POST', `/api/enquiries/${(await ids(stage))['Daniel D’Souza']}/looking`);
      await stage.go('/inbox');
    },
  },
  { name: 'inbox-focus', play: async ({ page }) => { for (let n = 0; n < 2; n++) await page.keyboard.press('j'); } },
  {
    name: 'inbox-arrivals',
    play: async ({ page, desk }) => {
      await page.locator('li.row').first().hover();
      await page.waitForTimeout(400);
      await desk.enquire({ name: 'Kabir Shah', courseInterest: 'Spoken English, evening' });
      await page.getByText('1 new').first().waitFor({ timeout: 10_000 });
    },
  },
  {
    name: 'inbox-stamps',
    play: async (stage) => {
      const { page, rahul } = stage;
      await rahul.claim((await ids(stage))['Lucía Fernández'] ?? 0);
      await page.locator('.stamp', { hasText: 'RAHUL' }).first().waitFor({ timeout: 10_000 });
      await press(page, /^Claim Arjun/);
      await page.getByText('YOURS').first().waitFor();
    },
  },
  { name: 'inbox-offline', play: async ({ page }) => { await page.unrouteAll({ behavior: 'ignoreErrors' }); await page.context().setOffline(true); await page.getByText('No connection').first().waitFor(); } },
  {
    name: 'inbox-error',
    play: async ({ page }) => {
      await page.context().setOffline(false);
      await page.route('**/api/enquiries/unclaimed*', (route) => route.fulfill({ status: 500, json: {} }));
      await setHidden(page, true);
      await setHidden(page, false);
      await page.getByText('could not be loaded').first().waitFor();
    },
  },
  { name: 'lead-new', play: async (stage) => { await stage.page.unrouteAll({ behavior: 'ignoreErrors' }); await age(stage.page); await stage.go(`/inbox/${(await ids(stage))['Meera Nair']}`); } },
  { name: 'lead-yours', play: async ({ page }) => { await page.getByRole('button', { name: 'Claim Meera Nair', exact: true }).last().click(); await page.locator('article .stamp').waitFor(); } },
  { name: 'lead-more', play: async ({ page }) => { await press(page, 'More for Meera Nair'); await dialog(page); } },
  { name: 'lead-hand-over', play: async ({ page }) => { await close(page); await page.keyboard.press('h'); await page.getByLabel('Rahul Deshpande').check(); await page.getByLabel('A line for them').fill('speaks Hindi, call after 4'); } },
  { name: 'lead-put-back', play: async ({ page }) => { await close(page); await press(page, 'More for Meera Nair'); await page.getByRole('dialog').getByRole('button', { name: 'Put back in the Inbox' }).click(); await page.getByLabel('Reason').waitFor(); } },
  { name: 'lead-stage', play: async ({ page }) => { await close(page); await page.keyboard.press('s'); await dialog(page); } },
  { name: 'lead-stage-lost', play: async ({ page }) => { await press(page, 'Lost…'); } },
  { name: 'lead-edit', play: async ({ page }) => { await close(page); await press(page, 'Change: E-mail'); } },
  { name: 'lead-log', play: async ({ page }) => { await page.reload(); await settled(page); await page.keyboard.press('l'); await page.getByRole('radio', { name: 'No answer' }).check(); } },
  { name: 'lead-log-not-interested', play: ({ page }) => page.getByRole('radio', { name: 'Not interested' }).check() },
  {
    name: 'lead-logged',
    play: async ({ page }) => {
      await page.getByRole('radio', { name: 'Spoke' }).check();
      await page.getByLabel('Note', { exact: true }).fill('Comes on Saturday with her mother.');
      await page.keyboard.press('Control+Enter');
      await page.locator('.history').getByText('Comes on Saturday').waitFor();
    },
  },
  { name: 'lead-follow-up', play: async ({ page }) => { await page.evaluate(() => (document.activeElement as HTMLElement).blur()); await page.keyboard.press('f'); } },
  { name: 'lead-note', play: async ({ page }) => { await page.reload(); await settled(page); await page.keyboard.press('n'); } },
  {
    name: 'lead-lost',
    play: async (stage) => {
      const { page, rahul, go } = stage;
      const id = (await ids(stage))['Daniel D’Souza'] ?? 0;
      await page.route('**/api/stream', (route) => route.abort());
      await go(`/inbox/${id}`);
      await rahul.claim(id);
      await page.getByRole('button', { name: 'Claim Daniel D’Souza', exact: true }).last().click();
      await page.getByText('No need to call').waitFor();
      await page.unroute('**/api/stream');
    },
  },
  {
    name: 'lead-given',
    play: async (stage) => {
      const { page, asha, rahul, go } = stage;
      const { enquiries } = (await rahul.call('GET', '/api/enquiries/mine')).data as unknown as { enquiries: { id: number }[] };
      await go('/inbox');
      await page.waitForTimeout(800);
      await rahul.call('POST', `/api/enquiries/${enquiries[0]?.id}/reassign`, { userId: 1, note: 'speaks Hindi' });
      await page.getByText('gave you').first().waitFor({ timeout: 10_000 });
      await asha.call('GET', '/api/me');
    },
  },
  {
    name: 'lead-closed',
    play: async (stage) => {
      const { asha, desk, go } = stage;
      const id = await desk.enquire({ name: 'Nobody Special', courseInterest: 'Spam' });
      await asha.claim(id);
      await asha.call('POST', `/api/enquiries/${id}/stage`, { stage: 'not_enquiry', reason: 'spam' });
      await go(`/leads/${id}`);
    },
  },
  { name: 'lead-missing', play: ({ go }) => go('/inbox/9999') },
  { name: 'limit', play: async ({ page, asha, go }) => { await asha.call('PATCH', '/api/users/1', { maxOpen: 1 }); await go('/inbox'); await press(page, /^Claim Sana/); await page.getByText('That is your limit').first().waitFor(); } },
  { name: 'due', play: async ({ asha, go }) => { await asha.call('PATCH', '/api/users/1', { maxOpen: null }); await go('/due'); } },
  { name: 'due-pick', play: async ({ page }) => { await press(page, /^Pick a time/); await dialog(page); } },
  { name: 'mine', play: ({ go }) => go('/mine') },
  { name: 'mine-board', play: ({ go }) => go('/mine?view=board') },
  { name: 'mine-nothing', play: ({ go }) => go('/mine?stage=applied') },
  { name: 'add', play: ({ go }) => go('/add') },
  {
    name: 'add-before',
    play: async ({ page }) => {
      await page.getByLabel(/Phone/).first().fill('98220 41763');
      await page.getByText(/enquired/).first().waitFor();
      await page.locator('summary', { hasText: 'More' }).click();
    },
  },
  { name: 'add-errors', play: async ({ page, go }) => { await page.evaluate(() => Object.keys(localStorage).filter((key) => /draft|walk/.test(key)).forEach((key) => localStorage.removeItem(key))); await go('/add'); await page.getByRole('button', { name: 'Add', exact: true }).click(); } },
  { name: 'team', play: ({ go }) => go('/team') },
  { name: 'team-takes', play: async ({ page }) => { await press(page, /Change what Rahul/); await dialog(page); } },
  { name: 'team-invite', play: async ({ page }) => { await close(page); await press(page, 'Invite somebody'); await dialog(page); } },
  { name: 'team-invite-link', play: async ({ page }) => { await page.getByRole('dialog').getByLabel('Name').fill('Nikhil Rao'); await press(page, 'Make the link'); await page.getByRole('dialog').getByRole('textbox', { name: 'Link' }).waitFor(); } },
  { name: 'person', play: ({ go }) => go('/team/2') },
  { name: 'person-deactivate', play: async ({ page }) => { await press(page, 'Deactivate'); await dialog(page); } },
  ...['school', 'courses', 'intakes', 'sources', 'stages', 'templates', 'keys', 'me'].map((part): Scene => ({ name: `settings-${part}`, play: ({ go }) => go(`/settings/${part}`) })),
  { name: 'settings', play: ({ go }) => go('/settings') },
  { name: 'settings-errors', play: async ({ page }) => { await page.getByLabel('Promise to answer').fill('soon'); await page.getByLabel('Time zone').fill('Moon/Sea'); await press(page, 'Save'); } },
  { name: 'settings-new-course', play: async ({ page, go }) => { await go('/settings/courses'); await press(page, 'Add a course'); await page.keyboard.type('NEET foundation'); } },
  { name: 'key-new', play: async ({ page, go }) => { await go('/settings/keys'); await press(page, 'New key'); await dialog(page); } },
  { name: 'key-made', play: async ({ page }) => { await page.getByLabel('Name').fill('Website'); await page.getByLabel(/Read enquiries/).check(); await press(page, 'Make the key'); await page.getByRole('button', { name: 'I have copied it' }).waitFor(); } },
  { name: 'key-revoke', play: async ({ page }) => { await press(page, 'I have copied it'); await press(page, /^Revoke/); await dialog(page); } },
  { name: 'me-factor', play: async ({ page, go }) => { await go('/settings/me'); await press(page, 'Set up'); await page.getByLabel('Your password now').first().fill(owner.password); await press(page, 'Go on'); await page.getByText('Scan this').waitFor(); } },
  { name: 'audit', play: ({ go }) => go('/audit') },
  { name: 'audit-none', play: ({ go }) => go('/audit?action=restored') },
  { name: 'leads', play: ({ go }) => go('/leads') },
  { name: 'leads-none', play: ({ go }) => go('/leads?stage=applied') },
  {
    name: 'search',
    play: async ({ page, go }) => {
      await go('/search?q=9822');
      await page.getByRole('option').first().waitFor();
    },
  },
  { name: 'search-none', play: async ({ page, go }) => { await go('/search?q=98229 9'); await page.getByText('Nobody with').first().waitFor(); } },
  {
    name: 'duplicates',
    play: async ({ desk, go }) => {
      const meera = { name: 'Meera Nair', phone: '98220 41763' };
      await desk.enquire({ ...meera, courseInterest: 'JEE crash course', message: 'And what does the hostel cost?' });
      await desk.enquire({ ...meera, name: 'Arjun Nair', courseInterest: 'Maths, class 9' });
      await go('/duplicates');
    },
  },
  { name: 'lead-family', tall: 1500, play: async ({ page }) => { await page.locator('main').getByRole('link', { name: /Meera/ }).first().click(); await settled(page); } },
  {
    name: 'form',
    tall: 1300,
    play: async ({ desk, page }) => {
      await desk.choose({ phone: '020 2546 1111' });
      await page.goto(`${desk.address}/f/enquiry?lang=en`);
    },
  },
  { name: 'form-errors', tall: 1600, play: async ({ page }) => { await page.getByLabel('I am the student, under 18').check(); await page.getByRole('button', { name: 'Send' }).click(); await page.locator('#wrong').waitFor(); } },
  { name: 'form-thanks', play: ({ page, desk }) => page.goto(`${desk.address}/f/enquiry/thanks?lang=en`) },
  { name: 'form-hi', tall: 1300, play: ({ page, desk }) => page.goto(`${desk.address}/f/enquiry?lang=hi`) },
  { name: 'form-hi-errors', tall: 1600, play: async ({ page }) => { await page.getByRole('button').click(); await page.locator('#wrong').waitFor(); } },
  { name: 'form-hi-thanks', play: ({ page, desk }) => page.goto(`${desk.address}/f/enquiry/thanks?lang=hi`) },
  { name: 'form-poster', tall: 1300, play: ({ page, desk }) => page.goto(`${desk.address}/f/enquiry/poster`) },
  { name: 'form-missing', play: ({ page, desk }) => page.goto(`${desk.address}/f/nothing`) },
  { name: 'settings-forms', tall: 4200, play: async ({ page, go }) => { await go('/settings/forms'); await press(page, 'Add a question'); } },
  {
    name: 'settings-suspected',
    play: async ({ page, desk, go }) => {
      await page.goto(`${desk.address}/f/enquiry`);
      // Whoever fills in what nobody can see is suspected.
      await page.evaluate(() => document.querySelectorAll<HTMLInputElement>('input:not([type=hidden],[type=radio],[type=checkbox])').forEach((input) => (input.value = '98220 41999')));
      await page.locator('#email').fill('offers@mail.example');
      await page.getByLabel('Course', { exact: true }).selectOption('Not sure yet');
      await page.getByLabel('I am the student, 18 or over').check();
      await page.getByLabel(/may call and write/).check();
      await page.getByRole('button', { name: 'Send' }).click();
      await page.waitForURL(/thanks/);
      await go('/settings/suspected');
    },
  },
  { name: 'settings-mail', tall: 2400, play: async ({ page, go }) => { await go('/settings/mail'); await press(page, 'Preview'); await settled(page); } },
  {
    name: 'settings-mail-log',
    tall: 2600,
    play: async ({ page, go }) => {
      const at = new Date(Date.now() - 3_600_000).toISOString();
      const letter = (id: number, kind: string, given: object) => ({ id, kind, via: 'mail', to: 'meera.nair@mail.example', createdAt: at, dueAt: at, tries: 1, ...given });
      const letters = [
        letter(4, 'auto_reply', {}), letter(3, 'new_enquiry', { to: 'asha@kite.example', result: 'sent', answer: '250 2.0.0 Ok: queued as 4Q1x' }),
        letter(2, 'new_enquiry', { to: 'rahul@kite.example', via: 'push', device: 'Chrome on Android', result: 'dropped' }),
        letter(1, 'auto_reply', { to: 'a.very.long.address.of.a.parent@a.long.domain.example', tries: 5, result: 'failed', answer: '535 5.7.8 Error: authentication failed' }),
      ];
      await page.route('**/api/letters*', (route) => route.fulfill({ json: { success: true, data: { letters } } }));
      await go('/settings/mail');
      await page.unroute('**/api/letters*');
    },
  },
  { name: 'settings-backups-new', play: ({ go }) => go('/settings/backups') },
  { name: 'settings-backups', play: async ({ page }) => { await press(page, 'Back up now'); await page.getByText('was restored on trial and is whole').waitFor({ timeout: 60_000 }); } },
  { name: 'settings-me-all', tall: 2400, play: ({ go }) => go('/settings/me') },
  { name: 'settings-school-all', tall: 1900, play: ({ go }) => go('/settings') },
  { name: 'account', play: async ({ page, go }) => { await go('/inbox'); await page.getByRole('button', { name: /Your account|More/ }).first().click(); await dialog(page); } },
  { name: 'shortcuts', play: async ({ page }) => { await close(page); await page.keyboard.press('?'); await dialog(page); } },
  { name: 'missing', play: ({ go }) => go('/inbox/nobody') },
  { name: 'unreachable', play: async ({ page, desk }) => { await page.route('**/api/me', (route) => route.abort()); await page.goto(`${desk.address}/inbox`); await page.getByText('No connection.').waitFor(); } },
  { name: 'inbox-masked', play: async ({ page, desk, go }) => { await page.unroute('**/api/me'); await desk.choose({ queueMode: 'masked' }); await desk.enter(page, colleague); await go('/inbox'); } },
  { name: 'lead-masked', play: async (stage) => stage.go(`/inbox/${(await ids(stage))['Sana Qureshi']}`) },
  { name: 'inbox-next', play: async ({ desk, go }) => { await desk.choose({ queueMode: 'next' }); await go('/inbox'); } },
  { name: 'mine-colleague', play: async ({ desk, rahul, go }) => { await desk.choose({ queueMode: 'open' }); await rahul.call('PATCH', '/api/me', { name: 'Rahul Deshpande' }); await go('/mine?stage=enrolled'); } },
  { name: 'due-colleague', play: ({ go }) => go('/due') },
  { name: 'team-only', play: ({ go }) => go('/team') },
  { name: 'signed-out', play: async (stage) => { const { page } = stage; await stage.go(`/inbox/${(await ids(stage))['Sana Qureshi']}`); await page.context().clearCookies(); await page.getByRole('button', { name: 'Claim Sana Qureshi', exact: true }).last().evaluate((button: HTMLElement) => button.click()); await dialog(page); } },
  ...(['hi', 'ar-XB'] as const).flatMap((language): Scene[] =>
    ['/inbox', '/inbox/5', '/leads/3', '/due', '/mine', '/add', '/settings', '/settings/me', '/team', '/audit', '/login'].map((path, place) => ({
      name: `${language}${path.replaceAll('/', '-')}`,
      play: async ({ page, asha, desk, go }) => {
        if (place === 0) {
          await desk.enter(page);
          await asha.call('PATCH', '/api/me', { language });
        }
        if (path === '/login') await page.context().clearCookies();
        await go(path);
      },
    })),
  ),
];

for (const look of looks.flatMap((one) => (['light', 'dark'] as const).map((colorScheme) => ({ ...one, colorScheme })))) {
  const [size, theme] = [look.viewport.width, look.colorScheme];
  test.describe(() => {
    test.use({ ...look, deviceScaleFactor: size === 360 ? 2 : 1, reducedMotion: 'reduce' });
    test(`${size} ${theme}`, async ({ page, fresh: desk }) => {
      page.setDefaultTimeout(8000);
      const go = async (path: string) => {
        await page.goto(desk.address + path);
        await settled(page);
      };
      const stage = { page, desk, phone: size === 360, go } as Stage;
      const missed: string[] = [];
      for (const scene of scenes) {
        if (scene.name === 'inbox-empty') {
          // Set up to here by hand; from here on with a colleague, and hours in which it is open.
          stage.asha = await desk.worker();
          await desk.join();
          stage.rahul = await desk.worker(colleague);
          await desk.choose({ country: 'IN', timeZone: zoneAt(10), hours });
          await desk.enter(page);
        }
        try {
          await scene.play(stage);
          if (scene.tall) await page.setViewportSize({ ...look.viewport, height: scene.tall });
          await page.waitForTimeout(300);
          await page.screenshot({ path: `shots/${scene.name}-${size}-${theme}.png` });
          if (scene.tall) await page.setViewportSize(look.viewport);
        } catch (problem) {
          missed.push(`${scene.name}: ${String(problem).split('\n')[0]}`);
        }
      }
      test.expect(missed).toEqual([]);
    });
  });
}
