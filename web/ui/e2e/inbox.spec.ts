import { expect, owner, test, Worker } from './desk';

test('J J C claims the second row; keys do nothing in fields or when switched off', async ({ page, desk }) => {
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  await expect(page.getByRole('button', { name: 'Claim Meera Nair' })).toBeVisible();
  await page.keyboard.press('?');
  await page.getByLabel('Single-key shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('j');
  await expect(page.locator('[data-row]:focus')).toHaveCount(0);

  await page.getByRole('button', { name: /Your account/ }).click();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await page.getByLabel('Single-key shortcuts').check();
  await page.keyboard.press('Escape');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toBeFocused();
  await page.keyboard.press('c');
  await expect(page.getByRole('link', { name: /^Meera Nair, NEET foundation, claimed by you/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Meera Nair', level: 2 })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/inbox$/);
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(page).toHaveURL(/\/mine$/);
});

test('a script in a name is text', async ({ page, desk }) => {
  const name = '<script>alert(1)</script><img src=x onerror=alert(2)>';
  const id = await desk.enquire({ name, courseInterest: '"><svg onload=alert(3)>', message: '{{7*7}} <b>bold</b>' });
  await page.goto(`${desk.address}/inbox/${id}`);
  await expect(page.getByRole('heading', { name, level: 2 })).toBeVisible();
  await expect(page.getByRole('article')).toContainText('{{7*7}} <b>bold</b>');
  await page.getByRole('article').getByRole('button', { name: /^Claim/ }).click();
  await expect(page.locator('article .stamp')).toContainText('YOURS');
  await page.goto(`${desk.address}/mine`);
  await expect(page.getByRole('heading', { name })).toBeVisible();
});

test('without a connection the list stays and claiming waits', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox`);
  const claim = page.getByRole('button', { name: 'Claim Meera Nair' });
  await expect(claim).toBeEnabled();
  await page.context().setOffline(true);
  await expect(page.getByRole('status')).toContainText(/No connection\. List from \d\d:\d\d\. Claiming needs a connection\./);
  await expect(claim).toBeDisabled();
  await page.context().setOffline(false);
  await expect(page.getByText('No connection')).toHaveCount(0);
  await expect(claim).toBeEnabled();
});

test('arrivals do not move the rows in use', async ({ page, desk }) => {
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await page.goto(`${desk.address}/inbox`);
  const row = page.getByRole('link', { name: /^Sana Qureshi/ });
  await row.hover();
  const box = await row.boundingBox();
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await expect(page.getByRole('link', { name: /^Meera Nair/ })).toBeVisible({ timeout: 15_000 });
  expect(await row.boundingBox()).toEqual(box);
});

test('waits are right on a machine whose clock is wrong', async ({ page, desk }) => {
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.addInitScript(() => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + 3 * 3_600_000;
  });
  await page.goto(`${desk.address}/inbox`);
  await expect(page.getByRole('link', { name: /^Meera Nair, NEET foundation, waiting less than a minute$/ })).toBeVisible();
});

test('an ended session asks for the password on top of the page', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await page.goto(`${desk.address}/inbox/${id}`);
  const claim = page.getByRole('article').getByRole('button', { name: 'Claim Meera Nair' });
  await expect(claim).toBeVisible();
  await page.context().clearCookies();
  await claim.evaluate((button: HTMLElement) => button.click()); // whoever asks first is told, so the dialog may be there already
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(dialog.getByLabel('E-mail')).toHaveValue(owner.email);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toHaveCount(0);
  await claim.click();
  await expect(page.locator('article .stamp')).toContainText('YOURS');
});

test('25: a session that ends while a line is typed asks for the password, and the line is sent after', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  await (await desk.worker()).claim(id);
  await page.goto(`${desk.address}/inbox/${id}`);
  await expect(page.locator('article .stamp')).toContainText('YOURS');
  await page.keyboard.press('h');
  const over = page.getByRole('dialog', { name: 'Hand over Meera Nair' });
  await over.getByLabel('Rahul Deshpande').check();
  await over.getByLabel('A line for them').fill('speaks Hindi, call after 4');
  const worker = await desk.worker();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  expect((await new Worker(desk.address, cookie).call('DELETE', '/api/session')).status).toBe(200); // the browser keeps its cookie
  const asked = page.getByRole('dialog', { name: 'Sign in again' });
  await over.getByRole('button', { name: 'Hand over to Rahul' }).evaluate((button: HTMLElement) => button.click());
  await asked.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await asked.getByRole('button', { name: 'Sign in' }).click();
  await expect(asked).toHaveCount(0);
  await expect(over.getByLabel('A line for them')).toHaveValue('speaks Hindi, call after 4');
  await over.getByRole('button', { name: 'Hand over to Rahul' }).click();
  await expect(over).toHaveCount(0);
  await expect(page.locator('article .stamp')).toContainText('RAHUL');
  expect(await worker.call('GET', `/api/enquiries/${id}`)).toMatchObject({ data: { enquiry: { owner: { id: 2 } } } });
});

test('a change of another lead reads the list again, and not the open lead', async ({ page, desk }) => {
  const id = await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation' });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const reads = () => asked.filter((path) => path === `/api/enquiries/${id}`).length;
  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/inbox/${id}`)]);
  await expect(page.getByRole('article').getByRole('heading', { name: 'Meera Nair' })).toBeVisible();
  await expect.poll(reads).toBeGreaterThan(1); // once for itself, once when the stream stood
  const before = reads();
  await desk.enquire({ name: 'Sana Qureshi', courseInterest: 'Maths' });
  await expect(page.getByRole('link', { name: /^Sana Qureshi/ })).toBeVisible();
  expect(reads()).toBe(before);
});

test('what is typed at setup survives a reload, the password does not', async ({ page, fresh }) => {
  await page.goto(`${fresh.address}/setup`);
  await page.getByLabel('Your name').fill(owner.name);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.reload();
  await expect(page.getByLabel('Your name')).toHaveValue(owner.name);
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
});

for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
  test.describe(`${viewport.width}`, () => {
    test.use({ viewport });

    test('every stop of the Tab key has a ring and is not covered', async ({ page, desk }) => {
      for (let n = 0; n < 9; n++) await desk.enquire({ name: `Person ${n}`, courseInterest: 'Maths' });
      await page.goto(`${desk.address}/inbox`);
      await page.getByRole('button', { name: 'Claim Person 8' }).waitFor();
      const seen = new Set<string>();
      for (let n = 0; n < 30; n++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const box = element.getBoundingClientRect();
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2] as const;
          const edges = [[middle[0], box.top + 3], [middle[0], box.bottom - 3], [box.left + 3, middle[1]], [box.right - 3, middle[1]]] as const;
          const clear = edges.every(([x, y]) => {
            const top = document.elementFromPoint(x, y);
            return top !== null && (element.contains(top) || element.closest('li')?.contains(top) === true);
          });
          const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
          return { name: name.trim(), ring: outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2, clear };
        });
        if (!stop) continue;
        seen.add(stop.name);
        expect.soft(stop, stop.name).toMatchObject({ ring: true, clear: true });
      }
      expect(seen.size).toBeGreaterThan(20);
    });
  });
}

test('nothing is asked from anywhere else, and little of it', async ({ page, desk }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await Promise.all([page.waitForResponse(/stream/), page.goto(`${desk.address}/inbox`)]);
  expect(asked.filter((url) => !url.startsWith(desk.address))).toEqual([]);
  const first = asked.findIndex((url) => url.includes('/api/enquiries/unclaimed'));
  expect(first).toBeLessThan(7);
  // After the first list: the filters, the school's choices, for an owner what is left to do and what is suspected, the parts that follow changes, know keys,
  // show a lead, search in the bar, note how far a page was scrolled and send what waits, the stream, and the list again when it stands.
  expect(asked.length, asked.join(' ')).toBeLessThanOrEqual(7 + 34);
});
