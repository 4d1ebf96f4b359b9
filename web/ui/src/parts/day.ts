import { locale } from '../words/words';

const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** A day such as 2026-12-24 in words. */
export function day(iso: string): string {
  return format.format(Date.parse(`${iso}T00:00:00Z`));
}
