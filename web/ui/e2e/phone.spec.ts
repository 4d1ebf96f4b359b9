// The number and the call. The numbers are those of the checks in the UX brief, section 8.
import { colleague, dials, expect, test, type Desk } from './desk';
import { looksGood, slow } from './look';

const number = '+919822041763';

/** Meera, with a phone number, at a school in India. */
async function meera(desk: Desk): Promise<number> {
  await desk.choose({ country: 'IN' });
  return desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', message: 'Is there a weekend batch?', phone: '98220-41763' });
}

test('9: from the Inbox it is two taps to a call, in the same spot, within 5 seconds on a slow phone', async ({ page, desk }) => {
  await meera(desk);
  const dialled = await dials(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${desk.address}/inbox`);
  const claim = page.getByRole('button', { name: 'Claim Meera Nair' });
  await claim.waitFor();
  await slow(page);
  const began = Date.now();
  const before = await claim.boundingBox();
  await claim.click();
  const call = page.getByRole('link', { name: 'Call Meera Nair, 98220 41763' });
  await expect(call).toBeFocused();
  const after = await call.boundingBox();
  expect(Math.abs((before?.y ?? 0) - (after?.y ?? 99))).toBeLessThanOrEqual(2);
  await call.click();
  await expect.poll(() => dialled).toEqual([`tel:${number}`]);
  expect(Date.now() - began).toBeLessThan(5000);
});

test('10: from a link it is one tap: claimed, and then dialled', async ({ page, desk }) => {
  const id = await meera(desk);
  const dialled = await dials(page);
  await page.goto(`${desk.address}/inbox/${id}`);
  const claimed = page.waitForResponse((response) => response.url().endsWith('/claim'));
  await page.getByRole('article').getByRole('button', { name: 'Claim and call' }).click();
  expect((await claimed).status()).toBe(200);
  await expect.poll(() => dialled).toEqual([`tel:${number}`]);
  await expect(page.getByRole('article').getByRole('link', { name: 'Call 98220 41763' })).toBeFocused({ timeout: 3000 });
});

test('a lead of mine is called, written to, and its number copied', async ({ page, desk }) => {
  const id = await meera(desk);
  await (await desk.worker()).claim(id);
  await page.goto(`${desk.address}/leads/${id}`);
  const article = page.getByRole('article');
  await expect(article.getByRole('link', { name: 'Call 98220 41763' })).toHaveAttribute('href', `tel:${number}`);
  await expect(article.locator('bdi[dir=ltr]', { hasText: '98220 41763' }).first()).toBeVisible();
  await expect(article.getByRole('link', { name: 'WhatsApp Meera Nair' })).toHaveAttribute('href', 'https://wa.me/919822041763');
  await expect(article.getByRole('link', { name: 'E-mail Meera Nair' })).toHaveAttribute('href', 'mailto:meera.nair@mail.example');
  await article.getByRole('button', { name: 'Copy number' }).click();
  await expect(article.getByRole('button', { name: 'Copied.' })).toBeVisible();
  await looksGood(page, 'lead with a number');
});

test('11: who loses the race does not dial', async ({ page, desk }) => {
  const id = await meera(desk);
  const rahul = await desk.worker(colleague);
  const dialled = await dials(page);
  await page.route('**/claim', async (route) => {
    await rahul.claim(id);
    await route.continue();
  });
  await page.goto(`${desk.address}/inbox/${id}`);
  await page.getByRole('article').getByRole('button', { name: 'Claim and call' }).click();
  await expect(page.getByRole('article').getByRole('status').filter({ hasText: 'Rahul claimed this enquiry' })).toBeVisible();
  await expect(page.getByRole('article').getByRole('button', { name: 'Claim and call' })).toHaveCount(0);
  expect(dialled).toEqual([]);
});

test('16: a hidden number is neither on the page nor in any answer', async ({ browser, desk }) => {
  const id = await meera(desk);
  await desk.choose({ queueMode: 'masked' });
  const page = await desk.page(browser, colleague);
  const answers: string[] = [];
  page.on('response', (response) => void (response.url().includes('/api/') && !response.url().includes('stream') && response.text().then((text) => answers.push(text), () => undefined)));
  await page.goto(`/inbox/${id}`);
  await expect(page.getByRole('article').getByRole('button', { name: 'Claim and call' })).toBeVisible();
  await page.goto('/inbox');
  await page.getByRole('button', { name: 'Claim M.' }).waitFor();
  for (const text of [...answers, await page.content()]) expect(text).not.toMatch(/41763|meera\.nair/);
  expect(answers.some((text) => text.includes('"phone"'))).toBe(true);
  await page.getByRole('button', { name: 'Claim M.' }).click();
  await expect(page.getByRole('link', { name: 'Call Meera Nair, 98220 41763' })).toBeVisible();
  await page.context().close();
});

test('30: three ways to write a number are one person', async ({ page, desk }) => {
  await desk.choose({ country: 'IN' });
  for (const [at, phone] of ['98220-41763', '+91 98220 41763', '09822041763'].entries()) await desk.enquire({ name: `Meera ${'abc'[at]}`, courseInterest: 'NEET', phone });
  const { data } = await (await desk.worker()).call('GET', '/api/enquiries/lookup?phone=9822041763');
  expect((data as { enquiries: unknown[] }).enquiries).toHaveLength(3);
  void page;
});

test('a phone can put the desk among its apps, with icons that are as big as they say', async ({ page, fresh }) => {
  await page.goto(`${fresh.address}/setup`);
  const icons = await page.evaluate(async () => {
    const link = (rel: string) => document.querySelector<HTMLLinkElement>(`link[rel="${rel}"]`)?.href ?? '';
    const { icons } = (await (await fetch(link('manifest'))).json()) as { icons: { src: string; sizes: string; purpose?: string }[] };
    const all = [...icons, { src: link('apple-touch-icon'), sizes: '180x180' }].filter(({ sizes }) => sizes !== 'any');
    return Promise.all(all.map(async ({ src, sizes }) => {
      const image = Object.assign(new Image(), { src });
      await image.decode();
      return [sizes, `${image.naturalWidth}x${image.naturalHeight}`];
    }));
  });
  expect(icons.map(([said]) => said)).toEqual(['192x192', '512x512', '512x512', '180x180']);
  for (const [said, is] of icons) expect(is).toBe(said);
});
