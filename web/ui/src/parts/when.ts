import { locale, t } from '../words/words';

let timeZone: string | undefined;

function made() {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  return {
    locale,
    clock: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    weekday: format({ weekday: 'short' }),
    day: format({ day: 'numeric', month: 'short' }),
    year: format({ day: 'numeric', month: 'short', year: 'numeric' }),
    full: format({ dateStyle: 'full', timeStyle: 'long' }),
    plain: new Intl.DateTimeFormat('sv', { timeZone }), // 2025-05-12
  };
}

let last = made();

/** Made anew when the language has changed. */
const formats = () => (last.locale === locale ? last : (last = made()));

/** From here on all times are those of the school, wherever this browser is. */
export function useZone(name: string) {
  const before = timeZone;
  timeZone = name;
  try {
    last = made();
  } catch {
    timeZone = before; // a browser too old to know the zone shows its own
  }
}

/** The clock time: "10:41". */
export function clock(at: number): string {
  return formats().clock.format(at);
}

/** The clock today, "Yesterday 21:14", then "12 May", then "12 May 2025". */
export function when(at: number, now: number): string {
  const days = daysAfter(now, at);
  if (days === 0) return clock(at);
  if (days === 1) return t('when.yesterday', { time: clock(at) });
  return date(at, now);
}

/** A moment to come: the clock today, "tomorrow 00:00", else "12 May 00:00". */
export function ahead(at: number, now: number): string {
  const days = daysAfter(at, now);
  if (days === 0) return clock(at);
  if (days === 1) return t('when.tomorrow', { time: clock(at) });
  return t('when.date', { date: date(at, now), time: clock(at) });
}

/** Of a moment to come: the day of the week, or the date when that is a week away. */
export function dayAhead(at: number, now: number): string {
  return daysAfter(at, now) < 7 ? formats().weekday.format(at) : date(at, now);
}

/** As short as the margin: the clock today, else the date. */
export function margin(at: number, now: number): string {
  return daysAfter(at, now) === 0 ? clock(at) : date(at, now);
}

/** The whole moment with its time zone, for a title. */
export function full(at: number): string {
  return formats().full.format(at);
}

function date(at: number, now: number): string {
  const sameYear = plain(at).slice(0, 4) === plain(now).slice(0, 4);
  return formats()[sameYear ? 'day' : 'year'].format(at);
}

/** By how many days of the calendar one moment is after another. */
export function daysAfter(one: number, other: number): number {
  return (Date.parse(plain(one)) - Date.parse(plain(other))) / 86_400_000;
}

function plain(at: number): string {
  return formats().plain.format(at);
}
