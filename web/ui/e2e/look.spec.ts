import type { Locator, Page } from '@playwright/test';
import { colleague, expect, owner, test, type Desk } from './desk';
import { accessible, fits, smallTargets } from './look';

interface Screen {
  name: string;
  show: (page: Page, desk: Desk) => Promise<void>;
}

async function signedOut(page: Page, desk: Desk) {
  await page.context().clearCookies();
  await page.goto(`${desk.address}/login`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
}

async function three(desk: Desk): Promise<number> {
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths, class 9', message: 'Wants a demo class on Saturday' });
  await desk.enquire({ name: 'Wolfeschlegelsteinhausenbergerdorff Maximilian', courseInterest: 'Donaudampfschifffahrtsgesellschaftskunde' });
  return desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', message: 'Is there a weekend batch?' });
}

/** The screens of a desk in an order in which each can be shown after the one before. */
const screens: Screen[] = [
  { name: 'login', show: signedOut },
  {
    name: 'login error',
    show: async (page) => {
      await page.getByLabel('E-mail').fill(owner.email);
      await page.getByRole('textbox', { name: 'Password' }).fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('is not right').waitFor();
    },
  },
  {
    name: 'inbox empty',
    show: async (page, desk) => {
      await desk.enter(page);
      await page.goto(`${desk.address}/inbox`);
      await page.getByRole('heading', { name: 'Nobody is waiting.' }).waitFor();
    },
  },
  { name: 'mine empty', show: async (page, desk) => { await page.goto(`${desk.address}/mine`); await page.getByText('You hold no leads.').waitFor(); } },
  {
    name: 'inbox filled',
    show: async (page, desk) => {
      await three(desk);
      await page.goto(`${desk.address}/inbox`);
      await page.getByRole('button', { name: 'Claim Meera Nair' }).waitFor();
    },
  },
  { name: 'lead', show: async (page) => { await page.getByRole('link', { name: /^Meera Nair/ }).click(); await page.getByText('came in.').waitFor(); } },
  {
    name: 'lead yours',
    show: async (page) => {
      await page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' }).click();
      await page.locator('article .stamp').waitFor();
    },
  },
  { name: 'toast', show: async (page) => page.getByRole('button', { name: 'Undo' }).waitFor() },
  {
    name: 'more', show: async (page) => {
      await page.getByRole('button', { name: 'More for Meera Nair' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'put back', show: async (page) => {
      await page.getByRole('dialog').getByRole('button', { name: 'Put back in the Inbox' }).click();
      await page.getByLabel('Reason').waitFor();
    },
  },
  {
    name: 'hand over', show: async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('h');
      await page.getByLabel('Rahul Deshpande').check();
      await page.getByRole('dialog').getByRole('button', { name: 'Hand over to Rahul' }).waitFor();
    },
  },
  {
    name: 'limit', show: async (page, desk) => {
      const asha = await desk.worker();
      await asha.call('PATCH', '/api/users/1', { maxOpen: 1 });
      await page.keyboard.press('Escape');
      await page.goto(`${desk.address}/inbox`);
      await page.getByRole('button', { name: 'Claim Sana Qureshi' }).click();
      await page.getByText('You hold 1 open lead.').first().waitFor();
    },
  },
  {
    name: 'limit of claim next', show: async (page, desk) => {
      await page.goto(`${desk.address}/inbox`);
      await page.getByRole('button', { name: 'Claim next' }).click();
      await page.getByText('You hold 1 open lead.').first().waitFor();
      await (await desk.worker()).call('PATCH', '/api/users/1', { maxOpen: null });
    },
  },
  {
    name: 'looking', show: async (page, desk) => {
      const rahul = await desk.worker(colleague);
      await rahul.call('POST', '/api/enquiries/1/looking');
      await page.goto(`${desk.address}/inbox/1`);
      await page.getByText('Rahul is looking').last().waitFor();
    },
  },
  {
    name: 'lead lost',
    show: async (page, desk) => {
      const rival = await page.context().browser()?.newContext({ baseURL: desk.address });
      if (!rival) throw new Error('no browser');
      const signedIn = await rival.request.post('/api/session', { data: colleague, headers: { origin: desk.address } });
      expect(signedIn.status()).toBe(200);
      const id = await desk.enquire({ name: 'Arjun Jadhav', courseInterest: 'JEE crash course' });
      await page.goto(`${desk.address}/inbox/${id}`);
      const claim = page.getByRole('article').getByRole('button', { name: 'Claim Arjun Jadhav' });
      await claim.waitFor();
      await rival.request.post(`/api/enquiries/${id}/claim`, { headers: { origin: desk.address } });
      await rival.close();
      await page.getByText('No need to call').waitFor();
    },
  },
  {
    name: 'given',
    show: async (page, desk) => {
      const rahul = await desk.worker(colleague);
      const { enquiries } = (await rahul.call('GET', '/api/enquiries/mine')).data as { enquiries: { id: number }[] };
      await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/inbox`)]);
      await rahul.call('POST', `/api/enquiries/${enquiries[0]?.id}/reassign`, { userId: 1 });
      await page.locator('.strip').getByText('Rahul gave you').waitFor();
    },
  },
  { name: 'mine filled', show: async (page, desk) => { await page.goto(`${desk.address}/mine`); await page.getByRole('link', { name: /^Meera Nair/ }).waitFor(); } },
  { name: 'lead page', show: async (page) => { await page.getByRole('link', { name: /^Meera Nair/ }).click(); await page.locator('article .stamp').waitFor(); } },
  { name: 'no such lead', show: async (page, desk) => { await page.goto(`${desk.address}/leads/999999`); await page.getByText('No enquiry No. 999999.').waitFor(); } },
  { name: '404', show: async (page, desk) => { await page.goto(`${desk.address}/inbox/nobody`); await page.getByText('There is no page here.').waitFor(); } },
  { name: 'settings', show: async (page, desk) => { await page.goto(`${desk.address}/settings`); await page.getByRole('button', { name: 'Save' }).waitFor(); } },
  {
    name: 'role limits',
    show: async (page) => {
      await page.getByRole('group', { name: 'Counsellor' }).getByLabel('At most open').fill('none');
      await page.getByRole('button', { name: 'Set limits' }).click();
      await page.getByText('There is a problem').waitFor();
      await page.getByRole('group', { name: 'Counsellor' }).getByLabel('At most open').fill('');
    },
  },
  {
    name: 'settings errors',
    show: async (page) => {
      await page.getByLabel('Time zone').fill('Moon/Sea');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('There is a problem').first().waitFor();
    },
  },
  { name: 'team', show: async (page, desk) => { await page.goto(`${desk.address}/team`); await page.getByText('Rahul Deshpande').waitFor(); } },
  {
    name: 'team change',
    show: async (page) => { await page.getByRole('button', { name: /Change what Rahul/ }).click(); await page.getByRole('dialog').waitFor(); },
  },
  {
    name: 'inbox masked',
    show: async (page, desk) => {
      await desk.choose({ queueMode: 'masked' });
      await desk.enter(page, colleague);
      await page.goto(`${desk.address}/inbox`);
      await page.getByRole('button', { name: 'Claim S.' }).waitFor();
    },
  },
  {
    name: 'inbox next',
    show: async (page, desk) => {
      await desk.choose({ queueMode: 'next' });
      await page.goto(`${desk.address}/inbox`);
      await page.getByText('everybody takes the next').waitFor();
    },
  },
  { name: 'account', show: async (page) => { await page.getByRole('button', { name: /Your account/ }).click(); await page.getByRole('dialog').waitFor(); } },
];

for (const viewport of [{ width: 1280, height: 800 }, { width: 1024, height: 700 }, { width: 360, height: 740 }, { width: 320, height: 640 }]) {
  test.describe(`${viewport.width}`, () => {
    test.use({ viewport, reducedMotion: 'reduce' });
    test.setTimeout(120_000);

    test('every screen is accessible, fits, and can be pressed', async ({ page, fresh: desk }) => {
      const look = async (name: string) => {
        await fits(page, name);
        if (viewport.width === 1280 || viewport.width === 360) await accessible(page, name);
        expect.soft(await smallTargets(page, viewport.width <= 760 ? 44 : 24), `too small on ${name}`).toEqual([]);
      };
      await page.goto(`${desk.address}/setup`);
      await page.getByRole('button', { name: 'Continue' }).waitFor();
      await look('setup');
      await page.getByRole('button', { name: 'Continue' }).click();
      await look('setup errors');
      await desk.open();
      for (const screen of screens) {
        await screen.show(page, desk);
        await look(screen.name);
      }
    });
  });
}

test.describe('forced colours', () => {
  test.use({ forcedColors: 'active', viewport: { width: 1280, height: 800 } });

  test('the current tab, the gauge and the main button can be told apart', async ({ page, desk }) => {
    await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
    await page.goto(`${desk.address}/inbox`);
    const background = (selector: string) => page.locator(selector).first().evaluate((node) => getComputedStyle(node).backgroundColor);
    await page.locator('.gauge').first().waitFor({ state: 'attached' });
    expect(await background('.gauge')).not.toBe(await background('body'));
    const line = (name: string) => page.getByRole('navigation').getByRole('link', { name }).evaluate((node) => getComputedStyle(node).borderBlockEndColor);
    expect(await line('Inbox')).not.toBe(await line('My leads'));
  });

  test('43: what is chosen is drawn otherwise than what is not', async ({ page, desk }) => {
    const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
    await (await desk.worker()).claim(id);
    await page.goto(`${desk.address}/inbox/${id}`);
    const form = page.getByRole('form', { name: 'Log call' });
    const label = (words: string) => form.locator('label', { hasText: words });
    const chip = page.getByRole('button', { name: 'My courses' });
    const draw = async (one: Locator) => {
      await page.evaluate(() => (document.activeElement as HTMLElement).blur()); // the ring is not what tells them apart
      await page.mouse.move(0, 0);
      return one.screenshot();
    };
    for (const words of ['Spoke', 'No answer']) {
      const before = await draw(label(words));
      await form.getByRole('radio', { name: words }).check();
      expect((await draw(label(words))).equals(before), words).toBe(false);
    }
    const before = await draw(chip);
    await chip.click();
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
    expect((await draw(chip)).equals(before), 'My courses').toBe(false);
  });
});

test.describe('reduced motion', () => {
  test.use({ reducedMotion: 'reduce' });

  test('43: nothing moves by itself', async ({ page, desk }) => {
    await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
    await page.goto(`${desk.address}/inbox`);
    await page.getByRole('button', { name: 'Claim Meera Nair' }).click();
    await page.locator('.stamp').first().waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
});
