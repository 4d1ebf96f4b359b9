import type { Page } from '@playwright/test';
import { serve } from './binary';
import { Cluster } from './cluster';
import { colleague, Desk, expect, owner, test } from './desk';

test.skip(Boolean(process.env.FIRSTBELL_MOCK), 'the stand-in is one server');

/** Whether a page's stream stands now; it tells nothing to a page that asks of another tab. */
function stream(page: Page) {
  const state = { stands: false, cuts: 0 };
  const is = (url: string) => url.endsWith('/api/stream');
  page.on('response', (response) => void (is(response.url()) && response.ok() && (state.stands = true)));
  const cut = (url: string) => {
    if (!is(url)) return;
    state.stands = false;
    state.cuts++;
  };
  page.on('requestfailed', (request) => cut(request.url()));
  page.on('requestfinished', (request) => cut(request.url()));
  return state;
}

test('who opens or closes a lead is seen within a second on another server', async ({ browser, database }) => {
  const settings = { DATABASE_URL: await database.fresh(), DATA_DIR: database.folder };
  const servers = [await serve(settings), await serve(settings)];
  try {
    const [near, far] = servers.map(({ address }) => new Desk(address)) as [Desk, Desk];
    await near.open();
    const id = await near.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
    const [asha, rahul] = [await near.page(browser, owner), await far.page(browser, colleague)];
    await Promise.all([asha.waitForResponse(/stream/), asha.goto('/inbox')]);
    await rahul.goto('/inbox');
    const eye = asha.locator('li.row').getByText('Rahul is looking');
    await Promise.all([rahul.waitForResponse(/looking/), rahul.getByRole('link', { name: /^Meera Nair/ }).click()]);
    await expect(rahul).toHaveURL(new RegExp(`/inbox/${id}$`));
    await expect(eye).toBeVisible({ timeout: 1000 });
    await Promise.all([rahul.waitForResponse(/looking/), rahul.keyboard.press('Escape')]);
    await expect(eye).toHaveCount(0, { timeout: 1000 });
    await Promise.all([asha, rahul].map((page) => page.context().close()));
  } finally {
    await Promise.all(servers.map((server) => server.end()));
  }
});

test('with any one of three servers killed while two claim, both screens are right within 2 s of reconnecting', async ({ browser, database }) => {
  test.setTimeout(120_000);
  const cluster = await Cluster.start(database);
  try {
    const [near, far] = cluster.proxies;
    const desk = new Desk(near.address);
    await desk.open();
    const pages = await Promise.all([desk.page(browser, owner), new Desk(far.address).page(browser, colleague)]);
    const streams = pages.map(stream);
    const asha = await desk.worker(owner);
    for (const n of [0, 1, 2]) {
      [near.first, far.first] = [n, n + 1];
      const id = await desk.enquire({ name: 'Meera Nair', courseInterest: `NEET, batch ${n}` });
      await Promise.all(pages.map((page) => page.goto(`/inbox/${id}`)));
      const claims = pages.map((page) => page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' }));
      await Promise.all(claims.map((claim) => claim.waitFor()));
      await expect.poll(() => streams.every(({ stands }) => stands)).toBe(true);

      const before = streams[0]?.cuts;
      await Promise.all([cluster.kill(n), ...claims.map((claim) => claim.evaluate((button: HTMLElement) => button.click()))]);
      await expect.poll(() => streams.every(({ stands }) => stands), { intervals: [50], timeout: 15_000 }).toBe(true);
      expect(streams[0]?.cuts, `server ${n} held the owner’s stream`).not.toBe(before);
      const stamps = pages.map((page) => page.locator('article .stamp'));
      await Promise.all(stamps.map((stamp) => expect(stamp).toBeVisible({ timeout: 2000 })));

      const lead = await asha.call('GET', `/api/enquiries/${id}`);
      const { owner: holder } = (lead.data as { enquiry: { owner: { id: number; name: string } } }).enquiry;
      const first = holder.name.split(' ')[0]?.toUpperCase() ?? '';
      const shown = await Promise.all(stamps.map((stamp) => stamp.textContent()));
      expect(shown.map((text) => text?.split(' ')[0]), `server ${n} killed`).toEqual(holder.id === 1 ? ['YOURS', first] : [first, 'YOURS']);
      await expect(pages[holder.id === 1 ? 1 : 0]!.getByText(`No need to call.`)).toBeVisible();
      await cluster.revive(n);
    }
    await Promise.all(pages.map((page) => page.context().close()));
  } finally {
    await cluster.stop();
  }
});
