import { colleague, expect, owner, test } from './desk';

test('from an empty desk to a claimed enquiry and out again', async ({ page, fresh }) => {
  await page.goto(`${fresh.address}/`);
  await expect(page).toHaveURL(/\/setup$/);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('group', { name: 'There is a problem' })).toBeFocused();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByRole('link', { name: 'Enter your name.' }).click();
  await expect(page.getByLabel('Your name')).toBeFocused();

  await page.getByLabel('Your name').fill(owner.name);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Name of the school').fill(owner.schoolName);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Skip this step' }).click();
  await page.getByRole('button', { name: 'Open the Inbox' }).click();
  await expect(page).toHaveURL(/\/inbox$/);
  await expect(page.getByRole('heading', { name: 'Nobody is waiting.' })).toBeVisible();

  const id = await fresh.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', message: 'Is there a weekend batch?' });
  await expect(page.getByRole('link', { name: /^Meera Nair, NEET foundation, (waiting|from)/ })).toBeVisible({ timeout: 15_000 });
  await expect(page).toHaveTitle(/^\(1\) Inbox/);
  const claim = page.getByRole('button', { name: 'Claim Meera Nair' });
  await claim.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('YOURS')).toBeVisible();
  await expect(page.getByRole('link', { name: 'E-mail Meera Nair' })).toBeFocused();
  await expect(page.locator('[data-say]')).toHaveText(/Meera Nair is yours/);

  await page.getByRole('link', { name: 'My leads' }).click();
  await page.getByRole('link', { name: /^Meera Nair, NEET foundation, New, next/ }).click();
  await expect(page).toHaveURL(new RegExp(`/leads/${id}$`));
  await expect(page.getByRole('heading', { level: 1, name: 'Meera Nair' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'E-mail Meera Nair' })).toHaveAttribute('href', 'mailto:meera.nair@mail.example');
  await page.goBack();
  await expect(page).toHaveURL(/\/mine$/);

  await page.getByRole('button', { name: /Your account/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto(`${fresh.address}/mine`);
  await expect(page).toHaveURL(/\/login$/);

  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill('not this one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('group', { name: 'E-mail or password is not right.' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/mine$/);
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toBeVisible();
});

test('a desk that is set up says so at /setup', async ({ page, desk }) => {
  await page.context().clearCookies();
  await page.goto(`${desk.address}/setup`);
  await expect(page.getByRole('heading', { name: 'This desk is already set up.' })).toBeVisible();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/login$/);
});

test('two people claim the same lead: one holds it, the other is told whom to call next', async ({ browser, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  const [asha, rahul] = await Promise.all([desk.page(browser, owner), desk.page(browser, colleague)]);
  await Promise.all([asha.goto('/inbox'), rahul.goto('/inbox')]);
  const pages = [asha, rahul];
  const claims = pages.map((page) => page.getByRole('button', { name: 'Claim Meera Nair' }));
  await Promise.all(claims.map((claim) => claim.waitFor()));
  await Promise.all(claims.map((claim) => claim.click()));

  const lost = (page: typeof asha) => page.getByText('No need to call.');
  await expect
    .poll(async () => (await Promise.all(pages.map((page) => lost(page).count()))).reduce((sum, n) => sum + n, 0))
    .toBe(1);
  const [winner, loser, who] = (await lost(asha).count()) === 0 ? [asha, rahul, 'Asha'] : [rahul, asha, 'Rahul'];
  await expect(winner.locator('.stamp', { hasText: 'YOURS' }).first()).toBeVisible();
  await expect(loser.locator('.stamp', { hasText: who.toUpperCase() }).first()).toBeVisible();
  await expect(loser.getByRole('status')).toContainText(`${who} claimed this enquiry`);
  await expect(loser.getByRole('status')).toContainText('Next in line: Sana Qureshi');
  expect(await loser.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  await expect(loser.getByRole('link', { name: 'E-mail Meera Nair' })).toHaveCount(0);

  await loser.getByRole('status').getByRole('button', { name: 'Claim Sana Qureshi' }).click();
  await expect(loser.getByRole('heading', { name: 'Sana Qureshi', level: 2 })).toBeVisible();
  await expect(loser.locator('article .stamp')).toContainText('YOURS');
  await Promise.all(pages.map((page) => page.context().close()));
});
