// Starts a fresh desk for a test: the built binary.
import { test as base, expect, type Browser, type Page } from '@playwright/test';
import { Database, serve } from './binary';

export { expect };

export const owner = { name: 'Asha Patil', email: 'asha@kite.example', password: 'a short sentence', schoolName: 'Kite Learning Centre' };
export const colleague = { name: 'Rahul Deshpande', email: 'rahul@kite.example', password: 'a short sentence' };

const began = new Date().getUTCHours();

/** A zone in which it was past this hour when the tests began, so that a school is open whenever they run. */
export function zoneAt(hour: number): string {
  const ahead = ((hour - began + 36) % 24) - 12;
  return ahead === 0 ? 'Etc/UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

interface Who {
  email: string;
  password: string;
}

interface Enquiry {
  name: string;
  courseInterest: string;
  message?: string;
  phone?: string;
}

/** Somebody who works through the API, without a browser. */
export class Worker {
  constructor(readonly address: string, readonly cookie: string) {}

  async call(method: string, path: string, body?: unknown): Promise<{ status: number; data: never }> {
    const headers: Record<string, string> = { cookie: this.cookie, origin: this.address };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(this.address + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const answer = (await response.json()) as { data: never };
    return { status: response.status, data: answer.data };
  }

  async claim(id: number) {
    expect((await this.call('POST', `/api/enquiries/${id}/claim`)).status).toBe(200);
  }

  /** How often each kind of change happened before an enquiry came in, counted in the server's own history. */
  async history(until: number): Promise<Record<string, number>> {
    const abort = new AbortController();
    const headers = { cookie: this.cookie, 'last-event-id': '0' };
    const response = await fetch(`${this.address}/api/stream`, { headers, signal: abort.signal });
    const kinds: Record<string, number> = {};
    let text = '';
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    while (!text.includes(`"enquiryId":${until},`)) text += (await reader?.read())?.value ?? '';
    abort.abort();
    for (const [, kind = ''] of text.matchAll(/"kind":"(\w+)"/g)) kinds[kind] = (kinds[kind] ?? 0) + 1;
    return kinds;
  }
}

export class Desk {
  constructor(readonly address: string) {}

  async #post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(this.address + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Makes the owner, and a second counsellor to race with. */
  async open() {
    await this.#post('/api/setup', owner);
    await this.join();
  }

  /** Makes the colleague alone, where the owner was made on the screen. */
  async join() {
    await this.#post('/api/auth/register', colleague);
  }

  async worker(who: Who = owner): Promise<Worker> {
    const response = await fetch(`${this.address}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.address },
      body: JSON.stringify({ email: who.email, password: who.password }),
    });
    expect(response.status).toBe(200);
    return new Worker(this.address, response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; '));
  }

  /** Changes the school's choices, as its owner. */
  async choose(settings: Record<string, unknown>) {
    expect((await (await this.worker()).call('PATCH', '/api/settings', settings)).status).toBe(200);
  }

  async enquire({ name, courseInterest, message, phone }: Enquiry): Promise<number> {
    const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.').replace(/^\.|\.$/g, '') || 'somebody'}@mail.example`;
    const answer = await this.#post('/api/enquiries/public', { name, email, phone, courseInterest, message });
    return (answer.data as { enquiry: { id: number } }).enquiry.id;
  }

  /** Signs in through the API, so that the page starts with a session. */
  async enter(page: Page, who: Who = owner) {
    const response = await page.request.post(`${this.address}/api/session`, {
      data: { email: who.email, password: who.password },
      headers: { origin: this.address },
    });
    expect(response.status()).toBe(200);
  }

  async page(browser: Browser, who: Who = owner): Promise<Page> {
    const page = await (await browser.newContext({ baseURL: this.address })).newPage();
    await this.enter(page, who);
    return page;
  }
}

/** Makes a page believe that its tab is hidden or shown. */
export async function setHidden(page: Page, hidden: boolean) {
  await page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden ? 'hidden' : 'visible');
}

/** Notes where the page would dial. A headless browser has nothing that dials. */
export async function dials(page: Page): Promise<string[]> {
  const dialled: string[] = [];
  await page.exposeFunction('dialled', (address: string) => void dialled.push(address));
  await page.addInitScript(() => {
    const tell = (address: string) => void (window as unknown as { dialled: (address: string) => void }).dialled(address);
    const navigation = (window as unknown as { navigation: EventTarget }).navigation;
    navigation.addEventListener('navigate', (event) => {
      const { url } = (event as unknown as { destination: { url: string } }).destination;
      if (url.startsWith('tel:')) tell(url);
    });
    addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link?.href.startsWith('tel:')) return;
      event.preventDefault();
      tell(link.href);
    });
  });
  return dialled;
}

/** Comes back to a page from a call that took so many seconds. */
export async function backFromCall(page: Page, seconds: number) {
  await setHidden(page, true);
  await page.evaluate((ago) => {
    const kept = JSON.parse(sessionStorage.getItem('firstbell.called') ?? '{}') as { at: number };
    sessionStorage.setItem('firstbell.called', JSON.stringify({ ...kept, at: kept.at - ago * 1000 }));
  }, seconds);
  await setHidden(page, false);
}

/** Lets the server's clock, as a page hears of it, be ahead: everybody has waited that much longer. */
export async function later(page: Page, minutes: number) {
  await page.route('**/api/enquiries/unclaimed*', async (route) => {
    const response = await route.fetch().catch(() => null);
    if (!response) return route.abort();
    const answer = (await response.json()) as { data: { serverTime: string } };
    answer.data.serverTime = new Date(Date.parse(answer.data.serverTime) + minutes * 60_000).toISOString();
    await route.fulfill({ response, json: answer });
  });
}

/** One server on a database of its own. */
async function during(database: Database, url: string, use: (desk: Desk) => Promise<void>) {
  const { address, drop } = await serve({ DATABASE_URL: url, DATA_DIR: database.folder });
  await use(new Desk(address));
  await drop();
}

/** `fresh` is a desk nobody has set up; `desk` has an owner and a colleague. */
export const test = base.extend<{ fresh: Desk; desk: Desk; violations: string[] }, { database: Database }>({
  // A private PostgreSQL takes seconds to make; each worker has one, and each test a new database in it.
  database: [
    async ({}, use) => {
      const database = new Database();
      await use(database);
      await database.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  fresh: async ({ database }, use) => during(database, await database.fresh(), use),
  desk: async ({ database, page }, use) =>
    during(database, await database.copy((address) => new Desk(address).open()), async (desk) => {
      await desk.enter(page);
      await use(desk);
    }),
  // Every test fails on an error of the page, a broken content policy, or a dialog of the browser.
  violations: [
    async ({ page }, use) => {
      const violations: string[] = [];
      page.on('pageerror', (error) => violations.push(String(error)));
      page.on('dialog', (dialog) => {
        violations.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('console', (message) => {
        if (/content security policy/i.test(message.text())) violations.push(message.text());
      });
      await use(violations);
      expect(violations).toEqual([]);
    },
    { auto: true },
  ],
});
