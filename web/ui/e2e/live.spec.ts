// The queue while others work. The numbers are those of the checks in the UX brief, section 8.
import { colleague, expect, later, setHidden, test } from './desk';

test('17: an arrival while the list is in use moves no row', async ({ page, desk }) => {
  await later(page, 10);
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'JEE crash course' });
  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/inbox`)]);
  const rows = page.locator('li.row');
  await rows.first().hover();
  const boxes = async () => Promise.all((await rows.all()).map((row) => row.boundingBox()));
  const before = await boxes();
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const arrived = page.getByRole('button', { name: '1 new enquiry. Show' });
  await expect(arrived).toBeVisible();
  expect(await boxes()).toEqual(before);
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toHaveCount(0);
  await arrived.click();
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toBeVisible();
  await expect(arrived).toHaveCount(0);
});

test('18: a claim by a colleague stamps the row under the pointer, which leaves when the pointer has', async ({ page, desk }) => {
  const first = await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const rahul = await desk.worker(colleague);
  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/inbox`)]);
  const taken = page.getByRole('link', { name: /^Sana Qureshi/ });
  const below = page.getByRole('link', { name: /^Meera Nair/ });
  await taken.hover();
  const boxes = [await taken.boundingBox(), await below.boundingBox()];
  await rahul.claim(first);
  await expect(page.locator('.stamp', { hasText: 'RAHUL' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Claim Sana Qureshi' })).toHaveCount(0);
  expect([await taken.boundingBox(), await below.boundingBox()]).toEqual(boxes);
  await page.mouse.move(5, 5);
  await expect(taken).toHaveCount(0);
  await expect(below).toBeVisible();
});

test('24: after a minute without the stream in a hidden tab, the list is the server’s at once', async ({ page, desk }) => {
  const sana = await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  const rahul = await desk.worker(colleague);
  await page.clock.install();
  await page.goto(`${desk.address}/inbox`);
  await expect(page.getByRole('link', { name: /^Sana Qureshi/ })).toBeVisible();
  await setHidden(page, true);
  await page.route('**/api/stream', (route) => route.abort());
  await page.context().setOffline(true); // ends the stream that stands
  await page.context().setOffline(false);
  await page.clock.runFor(60_000);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await rahul.claim(sana);
  await setHidden(page, false);
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Sana Qureshi/ })).toHaveCount(0);
});

test('without the stream the list says so, is read now and then, and recovers', async ({ page, desk }) => {
  await page.clock.install();
  await page.route('**/api/stream', (route) => route.abort());
  await page.goto(`${desk.address}/inbox`);
  await expect(page.getByRole('heading', { name: 'Nobody is waiting.' })).toBeVisible();
  await expect(page.getByText('Live updates paused')).toHaveCount(0);
  const tries = page.waitForRequest(/stream/);
  await page.clock.runFor(2000);
  await tries;
  await page.clock.runFor(46_000);
  await expect(page.getByText('Live updates paused')).toBeVisible();
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.clock.runFor(12_500); // the list is read every 20 seconds; this is the third time
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toBeVisible();
  await page.unroute('**/api/stream');
  await page.clock.runFor(10_000);
  await expect(page.getByText('Live updates paused')).toHaveCount(0);
});

test('one tab of a browser listens for all, and another goes on when it is closed', async ({ page, desk }) => {
  const other = await page.context().newPage();
  const streams = { page: 0, other: 0 };
  page.on('request', (request) => void (request.url().endsWith('/stream') && streams.page++));
  other.on('request', (request) => void (request.url().endsWith('/stream') && streams.other++));
  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/inbox`)]);
  await Promise.all([other.waitForResponse(/stream/), other.goto(`${desk.address}/inbox`)]);
  await setHidden(page, true);
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await Promise.all([page, other].map((tab) => expect(tab.getByRole('link', { name: /^Sana Qureshi/ })).toBeVisible()));
  expect(streams).toEqual({ page: 1, other: 1 });
  await Promise.all([page.waitForRequest(/stream/), other.close()]);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toBeVisible();
});

test('27: a row is called by name, course and wait, and late when it is', async ({ page, desk }) => {
  await later(page, 38);
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  await expect(page.getByRole('link', { name: /^Meera Nair, NEET foundation, waiting 38 minutes, late$/ })).toBeVisible();
  await expect(page.locator('.late .wait')).toHaveText(/38\s*min/);
  await expect(page.getByText('Longest: 38 min')).toBeVisible();
});

test('26: the school’s promise decides who is late, whatever this machine’s clock says', async ({ page, desk }) => {
  await desk.choose({ promiseMinutes: 60 });
  await later(page, 38);
  await page.addInitScript(() => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + 3 * 3_600_000;
  });
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  await expect(page.getByRole('link', { name: /^Meera Nair, NEET foundation, waiting 38 minutes$/ })).toBeVisible();
  await expect(page.getByText('call within 60 minutes')).toBeVisible();
  const full = await page.locator('.gauge').first().evaluate((node) => Number(getComputedStyle(node).getPropertyValue('--full')));
  expect(full).toBeGreaterThan(0.6);
  expect(full).toBeLessThan(0.68);
});

test('a part whose files a changing network has broken off is loaded all the same, with its styles', async ({ page, desk }) => {
  const broken: string[] = [];
  for (const file of [/CoursesPage-.*\.js$/, /ListPage-.*\.css$/]) {
    await page.route(file, async (route) => {
      broken.push(route.request().url());
      await route.abort('connectionreset');
    }, { times: 1 });
  }
  await page.goto(`${desk.address}/settings/courses`);
  await expect(page.getByRole('button', { name: 'Add a course' })).toBeVisible();
  await expect(page.locator('main form')).toHaveCSS('display', 'grid');
  expect(broken).toHaveLength(2);
  await page.route(/TeamPage|Team-.*\.js$/, (route) => route.abort('connectionreset'));
  await page.goto(`${desk.address}/team`);
  await expect(page.getByRole('heading', { name: 'No connection.' })).toBeVisible();
});
