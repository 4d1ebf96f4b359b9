// Two people and one lead. The numbers are those of the checks in the UX brief, section 8.
import type { Page } from '@playwright/test';
import { colleague, expect, owner, test } from './desk';

const rounds = Number(process.env.ROUNDS ?? 50);

/** Clicks by script: both at the same moment, whatever the browser is drawing. */
const press = (page: Page, name: string) =>
  page.evaluate((label) => document.querySelector<HTMLElement>(`article button[aria-label="${label}"]`)?.click(), name);

/** Opens a lead on the page that is there, as a link does. */
const open = (page: Page, id: number) =>
  page.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/inbox/${id}`);

async function race(pages: Page[], name: string, id: number) {
  await Promise.all(pages.map((page) => open(page, id)));
  await Promise.all(pages.map((page) => page.getByRole('article').getByRole('button', { name: `Claim ${name}` }).focus()));
  await Promise.all(pages.map((page) => press(page, `Claim ${name}`)));
  await Promise.all(pages.map((page) => page.locator('article .stamp').waitFor()));
}

test('11, 12: of two who claim at once one has it, and the other is told who and whom to call next', async ({ browser, desk }) => {
  test.setTimeout(60_000 + rounds * 5000);
  const pages = await Promise.all([desk.page(browser, owner), desk.page(browser, colleague)]);
  const [asha, rahul] = pages as [Page, Page];
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await Promise.all(pages.map((page) => page.goto('/inbox')));
  for (let round = 0; round < rounds; round++) {
    const id = await desk.enquire({ name: 'Meera Nair', courseInterest: `NEET, batch ${round}` });
    await race(pages, 'Meera Nair', id);
    const yours = await Promise.all(pages.map(async (page) => (await page.locator('article .stamp').textContent())?.includes('YOURS')));
    expect(yours.filter(Boolean), `round ${round}`).toHaveLength(1);
    const [loser, winner] = yours[0] ? [rahul, 'Asha'] : [asha, 'Rahul'];
    const strip = loser.locator('article').getByRole('status');
    await expect(strip).toContainText(`${winner} claimed this enquiry`);
    await expect(strip).toContainText('Next in line: Sana Qureshi');
    await expect(loser.getByRole('article').getByRole('link', { name: /^E-mail/ })).toHaveCount(0);
    await expect.poll(() => loser.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
    const [ground, red] = await strip.evaluate((node) => {
      const probe = document.createElement('i');
      probe.style.color = 'var(--red-soft)';
      node.append(probe);
      const colours = [getComputedStyle(node).backgroundColor, getComputedStyle(probe).color];
      probe.remove();
      return colours;
    });
    expect(ground).not.toBe(red);
  }
  await Promise.all(pages.map((page) => page.context().close()));
});

test('the next lead that the strip offers is claimed from it', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await page.goto(`${desk.address}/inbox/${id}`);
  const rahul = await desk.worker(colleague);
  await page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' }).waitFor();
  await rahul.claim(id);
  await page.locator('article').getByRole('button', { name: 'Claim Sana Qureshi' }).click();
  await expect(page.getByRole('heading', { name: 'Sana Qureshi', level: 2 })).toBeVisible();
  await expect(page.locator('article .stamp')).toContainText('YOURS');
  await expect(page.getByRole('article').getByRole('link', { name: 'E-mail Sana Qureshi' })).toBeFocused();
});

test('13: the open lead that a colleague claims loses its actions within a second, and what is typed stays', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const rahul = await desk.worker(colleague);
  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/inbox/${id}`)]);
  const claim = page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' });
  await expect(claim).toBeVisible();
  await page.keyboard.press('h');
  const line = page.getByRole('dialog').getByLabel('A line for them');
  await line.fill('speaks Hindi, call after 4');
  await rahul.claim(id);
  await expect(page.getByText(/Rahul claimed this enquiry at/)).toBeVisible({ timeout: 1000 });
  await expect(claim).toHaveCount(0);
  await expect(line).toHaveValue('speaks Hindi, call after 4');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('h');
  await expect(line).toHaveValue('speaks Hindi, call after 4');
});

test('a lead of mine that an owner gives away loses its actions, and says so', async ({ page, browser, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const rahul = await desk.page(browser, colleague);
  await Promise.all([rahul.waitForResponse(/stream/), rahul.goto(`/inbox/${id}`)]);
  await rahul.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' }).click();
  const mail = rahul.getByRole('article').getByRole('link', { name: /^E-mail Meera Nair/ });
  await expect(mail).toBeVisible();
  const asha = await desk.worker(owner);
  await asha.call('POST', `/api/enquiries/${id}/reassign`, { userId: 1 });
  await expect(rahul.getByText(/Asha holds this enquiry since/)).toBeVisible();
  await expect(mail).toHaveCount(0);
  await expect(rahul.getByRole('button', { name: 'Hand over' })).toHaveCount(0);
  await rahul.context().close();
  void page;
});
