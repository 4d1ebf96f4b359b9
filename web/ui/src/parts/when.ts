import { locale, t } from '../words/words';

const clockFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const yearFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const fullFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });

/** The clock time: "10:41". */
export function clock(at: number): string {
  return clockFormat.format(at);
}

/** The clock today, "Yesterday 21:14", then "12 May", then "12 May 2025". */
export function when(at: number, now: number): string {
  if (sameDay(at, now)) return clock(at);
  if (sameDay(at, dayBefore(now))) return t('when.yesterday', { time: clock(at) });
  return date(at, now);
}

/** A moment to come: the clock today, "tomorrow 00:00", else "12 May 00:00". */
export function ahead(at: number, now: number): string {
  if (sameDay(at, now)) return clock(at);
  if (sameDay(dayBefore(at), now)) return t('when.tomorrow', { time: clock(at) });
  return `${date(at, now)} ${clock(at)}`;
}

/** As short as the margin: the clock today, else the date. */
export function margin(at: number, now: number): string {
  return sameDay(at, now) ? clock(at) : date(at, now);
}

/** The whole moment with its time zone, for a title. */
export function full(at: number): string {
  return fullFormat.format(at);
}

function date(at: number, now: number): string {
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (thisYear ? dayFormat : yearFormat).format(at);
}

function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

function dayBefore(at: number): number {
  const day = new Date(at);
  day.setDate(day.getDate() - 1);
  return day.getTime();
}
