import { expect, test } from './desk';
import { looks, looksGood } from './look';

test('a desk without a mail server says so, words its answer, and shows how it would look', async ({ page, desk }) => {
  await page.goto(`${desk.address}/settings/mail`);
  await expect(page.getByText('This server cannot send e-mail.')).toBeVisible();
  await page.getByLabel('Subject').fill('We call you, {name}');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('We call you, Meera Nair')).toBeVisible();
  await page.getByLabel('Words').fill('Your {password}');
  await page.locator('form', { has: page.getByLabel('Words') }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Write anything else without braces').first()).toBeVisible();
  await page.getByLabel('Words').fill('No. {reference}');
  await page.locator('form', { has: page.getByLabel('Words') }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Answer to whoever asks' }).uncheck();
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.reload();
  await expect(page.getByRole('checkbox', { name: 'Answer to whoever asks' })).not.toBeChecked();
  await expect(page.getByLabel('Words')).toHaveValue('No. {reference}');
});

test('a device shows a notice, takes it away, and leads to the lead', async ({ page, desk, context }) => {
  await context.grantPermissions(['notifications']);
  // There is no push service behind a browser under test; what it would answer is put in its place.
  await page.addInitScript(() => {
    const text = (n: number, first = 0) => btoa(String.fromCharCode(first, ...new Uint8Array(n - 1).fill(1))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
    const subscription = { toJSON: () => ({ endpoint: 'https://push.example/one', keys: { p256dh: text(65, 4), auth: text(16) } }), unsubscribe: () => Promise.resolve(true) };
    PushManager.prototype.subscribe = () => Promise.resolve(subscription as unknown as PushSubscription);
  });
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET' });
  await page.goto(`${desk.address}/settings/me`);
  await page.getByRole('button', { name: 'Show notices on this device' }).click();
  await expect(page.getByText('This device shows notices now.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Test / })).toBeVisible();

  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((found) => session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && found(registrations[0].registrationId)));
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  const deliver = (notice: object) => session.send('ServiceWorker.deliverPushMessage', { origin: desk.address, registrationId, data: JSON.stringify(notice) });
  const shown = () => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag }) => `${tag}: ${title}. ${body}`));
  await deliver({ title: 'Meera Nair, NEET', body: 'Nobody has claimed it.', path: `/inbox/${id}`, tag: `e${id}` });
  await expect.poll(shown).toEqual([`e${id}: Meera Nair, NEET. Nobody has claimed it.`]);
  await deliver({ close: `e${id}` });
  await expect.poll(shown).toEqual([]);

  // What a pressed notice says to an open page.
  await page.evaluate((path) => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { go: path } })), `/inbox/${id}`);
  await expect(page.getByRole('button', { name: 'Claim and call' }).or(page.getByRole('button', { name: 'Claim Meera Nair' })).first()).toBeVisible();

  await page.goto(`${desk.address}/settings/me`);
  await page.getByRole('button', { name: /^Remove / }).click();
  await expect(page.getByText('shows no notices any more')).toBeVisible();
});

test('what somebody chooses to be told is kept', async ({ page, desk }) => {
  await page.goto(`${desk.address}/settings/me`);
  const part = page.getByRole('region', { name: 'Notices' });
  await part.getByLabel('From').fill('21:00');
  await part.getByRole('button', { name: 'Save' }).click();
  await expect(part.getByRole('link', { name: 'Enter both times, or neither.' })).toBeVisible();
  await part.getByLabel('Until').fill('07:30');
  await part.getByLabel('List of the day, in the morning').uncheck();
  await part.getByLabel('With a sound').check();
  await part.getByRole('button', { name: 'Save' }).click();
  await expect(part.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(part.getByLabel('From')).toHaveValue('21:00');
  await expect(part.getByLabel('List of the day, in the morning')).not.toBeChecked();
  await expect(part.getByLabel('With a sound')).toBeChecked();
});

for (const look of looks) {
  test(`mails and notices are good to look at, ${look.colorScheme} ${look.viewport.width}`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize(look.viewport);
    await page.goto(`${desk.address}/settings/mail`);
    await expect(page.getByRole('heading', { name: 'What was sent' })).toBeVisible();
    await looksGood(page, 'e-mail');
    await page.screenshot({ path: `test-results/mail-${look.colorScheme}-${look.viewport.width}.png`, fullPage: true });
    await page.goto(`${desk.address}/settings/me`);
    await expect(page.getByRole('heading', { name: 'Notices' })).toBeVisible();
    await looksGood(page, 'my account');
    await page.screenshot({ path: `test-results/me-${look.colorScheme}-${look.viewport.width}.png`, fullPage: true });
    await page.setViewportSize({ width: 320, height: 740 });
    await looksGood(page, 'my account at 320');
  });
}
