import { locale } from '../words/words';

/** A day such as 2026-12-24 in words. */
export function day(iso: string): string {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return format.format(Date.parse(`${iso}T00:00:00Z`));
}
