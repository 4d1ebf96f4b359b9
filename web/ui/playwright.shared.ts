import { existsSync } from 'node:fs';
import type { PlaywrightTestConfig } from '@playwright/test';

const installed = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** One browser for tests and screenshots: the installed Chromium when there is one. */
export const shared: PlaywrightTestConfig = {
  fullyParallel: true,
  workers: 2,
  timeout: 60_000, // a loaded machine with two processors
  retries: 2, // a test that needed one is reported as flaky
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Asia/Kolkata',
    launchOptions: {
      ...(existsSync(installed) ? { executablePath: installed } : {}),
      args: [
        '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    },
  },
};
