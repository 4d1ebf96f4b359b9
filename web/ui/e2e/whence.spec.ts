// By which door somebody came in, in the rows of every list.
import { expect, test } from './desk';
import { looksGood } from './look';

test('rows say with a picture and a word how people came', async ({ page, desk }) => {
  const asha = await desk.worker();
  await desk.enquire({ name: 'Meera Nair', courseInterest: 'NEET foundation', message: 'Is there a weekend batch?' });
  for (const [name, origin, source] of [['Sana Qureshi', 'walk_in', undefined], ['Daniel Rao', 'phone', 'WhatsApp link'], ['Grace Mathew', 'event', 'Open day']]) {
    const walkIn = { name, origin, source, email: `${name?.slice(0, 4)}@mail.example`, courseInterest: 'German A2', message: 'Fees?', for: 'queue' };
    expect((await asha.call('POST', '/api/enquiries', walkIn)).status).toBe(201);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const row = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name: new RegExp(`^${name}, `) }) });
  const says = async (name: string, icon: string, words: string) => {
    await expect(row(name)).toContainText(words);
    await expect(row(name).locator(`use[href="#icon-${icon}"]`)).toHaveCount(1);
  };
  await page.goto(`${desk.address}/inbox`);
  await says('Meera Nair', 'world', 'Web form · Is there a weekend batch?');
  await says('Sana Qureshi', 'walk', 'Walk-in · Fees?');
  await says('Daniel Rao', 'brand-whatsapp', 'WhatsApp link · Fees?');
  await says('Grace Mathew', 'calendar-event', 'Open day · Fees?');
  await looksGood(page, 'inbox with sources');
  await page.getByRole('button', { name: 'Claim Daniel Rao' }).click();
  await expect(row('Daniel Rao').locator('.stamp')).toContainText('YOURS');
  await says('Daniel Rao', 'brand-whatsapp', 'WhatsApp link · Fees?');
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/whence-inbox.png` });
  for (const [list, words] of [['due', 'WhatsApp link · First call'], ['mine', 'WhatsApp link · Fees?'], ['leads', 'WhatsApp link · Asha Patil']]) {
    await page.goto(`${desk.address}/${list}`);
    await says('Daniel Rao', 'brand-whatsapp', words ?? '');
    await looksGood(page, `${list} with sources`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/whence-${list}.png` });
  }
});
