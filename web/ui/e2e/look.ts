// What every screen has to be: accessible, within the window, and big enough to be pressed.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function accessible(page: Page, name: string) {
  await violates(page, name, (axe) => axe.withTags(tags));
  // At night only the colours are others, and they change at once.
  const scheme = await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
  if (scheme === 'dark') return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished)));
  await violates(page, `${name} at night`, (axe) => axe.withRules(['color-contrast']));
  await page.emulateMedia({ colorScheme: scheme });
}

async function violates(page: Page, name: string, of: (axe: AxeBuilder) => AxeBuilder) {
  // Within the page and of violations alone, which is faster; what stands in a preview is looked at as a page of its own.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).exclude('iframe[sandbox]').setLegacyMode(page.frames().length === 1);
  const { violations } = await of(axe).analyze();
  const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect.soft(found, `axe on ${name}`).toEqual([]);
}

export async function fits(page: Page, name: string) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(over, `${name} is wider than the window by`).toBeLessThanOrEqual(0);
}

/** Everything that can be pressed and is smaller than `least`, except links within running text. */
export async function smallTargets(page: Page, least: number): Promise<string[]> {
  return page.evaluate((limit) => {
    const hidden = (element: Element) => element.closest('.skip, [inert]') !== null;
    const pressable = [...document.querySelectorAll('a[href], button, input, select, summary')];
    return pressable
      .filter((element) => !hidden(element) && element.getClientRects().length > 0 && !element.closest('.summary li'))
      .filter((element) => !document.querySelector('dialog[open]') || element.closest('dialog[open]'))
      .map((element) => (element.matches('label input') ? (element.closest('label') ?? element) : element))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width < limit || box.height < limit)
      .map(({ element, box }) => `${element.tagName} “${element.textContent?.trim()}” ${box.width}×${box.height}`);
  }, least);
}

/** Everything that can be pressed and that something else lies over, wherever one scrolls. */
export async function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pressable = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary')];
    return pressable
      .filter((element) => !element.closest('.skip, [inert]') && element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0)
      .filter((element) => {
        element.scrollIntoView({ block: 'center', inline: 'center' });
        const box = (element.matches('label input') ? (element.closest('label') ?? element) : element).getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return !top || !(element.contains(top) || element.closest('li, label')?.contains(top));
      })
      .map((element) => `${element.tagName} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim()}”`);
  });
}

/** Waits until nothing more appears on a page. */
export async function settled(page: Page) {
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const quiet = () => (watch.disconnect(), done());
        let rest = setTimeout(quiet, 400);
        const watch = new MutationObserver(() => {
          clearTimeout(rest);
          rest = setTimeout(quiet, 400);
        });
        watch.observe(document.body, { subtree: true, childList: true });
        setTimeout(quiet, 5000);
      }),
  );
}

/** A cheap phone on a slow network. */
export async function slow(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 });
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
}

/** Shows what a list can be narrowed by, which a phone folds away. */
export async function unfold(page: Page) {
  const line = page.locator('summary', { hasText: /^Filters$/ });
  if ((page.viewportSize()?.width ?? 0) <= 760) await line.click();
}

/** On a desk and on a phone, by day; whatever is looked at is looked at by night too. */
export const looks = [{ width: 1280, height: 800 }, { width: 360, height: 740 }].map((viewport) => ({ colorScheme: 'light' as const, viewport }));

/** All of it at once, for one screen. */
export async function looksGood(page: Page, name: string) {
  await fits(page, name);
  await accessible(page, name);
  const phone = (page.viewportSize()?.width ?? 0) <= 760;
  expect.soft(await smallTargets(page, phone ? 44 : 24), `too small on ${name}`).toEqual([]);
}
