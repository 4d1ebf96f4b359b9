// Starts a fresh desk for a test: the built binary, or the stand-in with FIRSTBELL_MOCK=1.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { test as base, expect, type Browser, type Page } from '@playwright/test';
import { Mock } from './mock';

export { expect };

export const owner = { name: 'Asha Patil', email: 'asha@kite.example', password: 'a short sentence', schoolName: 'Kite Learning Centre' };
export const colleague = { name: 'Rahul Deshpande', email: 'rahul@kite.example', password: 'a short sentence' };

interface Enquiry {
  name: string;
  courseInterest: string;
  message?: string;
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
    await this.#post('/api/auth/register', colleague);
  }

  async enquire({ name, courseInterest, message }: Enquiry): Promise<number> {
    const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.').replace(/^\.|\.$/g, '')}@mail.example`;
    const answer = await this.#post('/api/enquiries/public', { name, email, courseInterest, message });
    return (answer.data as { enquiry: { id: number } }).enquiry.id;
  }

  /** Signs in through the API, so that the page starts with a session. */
  async enter(page: Page, who: { email: string; password: string } = owner) {
    const response = await page.request.post(`${this.address}/api/session`, {
      data: { email: who.email, password: who.password },
      headers: { origin: this.address },
    });
    expect(response.status()).toBe(200);
  }

  async page(browser: Browser, who: { email: string; password: string } = owner): Promise<Page> {
    const page = await (await browser.newContext({ baseURL: this.address })).newPage();
    await this.enter(page, who);
    return page;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}

async function ready(address: string, child: ChildProcess, log: () => string) {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the desk ended:\n${log()}`);
    const response = await fetch(`${address}/health`).catch(() => null);
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`the desk did not start:\n${log()}`);
}

async function startBinary(): Promise<{ address: string; stop: () => Promise<void> }> {
  const binary = resolve(process.env.FIRSTBELL_BIN ?? '../../firstbell');
  const data = await mkdtemp('/var/tmp/firstbell-e2e-');
  await chmod(data, 0o755);
  const port = await freePort();
  const env = { ...process.env, DATA_DIR: `${data}/data`, HOST: '127.0.0.1', PORT: String(port), RATE_LIMITS: 'off' };
  const child = spawn(binary, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (chunk) => (log += String(chunk)));
  child.stderr.on('data', (chunk) => (log += String(chunk)));
  const address = `http://127.0.0.1:${port}`;
  const ended = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(patience);
    await rm(data, { recursive: true, force: true });
  };
  await ready(address, child, () => log).catch(async (error) => {
    await stop();
    throw error;
  });
  return { address, stop };
}

async function startMock(): Promise<{ address: string; stop: () => Promise<void> }> {
  const mock = new Mock();
  mock.needed = true;
  mock.codeRequired = false;
  const address = await mock.listen();
  return { address, stop: async () => mock.close() };
}

/** `fresh` is a desk nobody has set up; `desk` has an owner and a colleague. */
export const test = base.extend<{ fresh: Desk; desk: Desk; violations: string[] }>({
  fresh: async ({}, use) => {
    const { address, stop } = process.env.FIRSTBELL_MOCK ? await startMock() : await startBinary();
    await use(new Desk(address));
    await stop();
  },
  desk: async ({ fresh, page }, use) => {
    await fresh.open();
    await fresh.enter(page);
    await use(fresh);
  },
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
