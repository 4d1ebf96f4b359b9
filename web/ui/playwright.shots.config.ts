import { defineConfig } from '@playwright/test';
import { shared } from './playwright.shared';

export default defineConfig({ ...shared, testDir: 'e2e', testMatch: 'shots.ts', timeout: 900_000, retries: 0 });
