import { t } from '../words/words';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/**
 * How much of the school's promise is used up, 1 when it has run out. It counts in school hours: of one
 * that runs on after a closing nothing counts as used before that.
 */
export function used({ createdAt, dueAt }: { createdAt: string; dueAt: string }, now: number, promise: number): number {
  const due = Date.parse(dueAt);
  const whole = Math.max(1, Math.min(promise, due - Date.parse(createdAt)));
  return Math.max(0, 1 - (due - now) / whole);
}

/** How far the promise is used up: fine until 60 %, soon until 100 %, late after. */
export type Mood = 'fine' | 'soon' | 'late';

export function mood(used: number): Mood {
  if (used >= 1) return 'late';
  return used >= 0.6 ? 'soon' : 'fine';
}

export interface Figure {
  figure: string;
  unit: string;
}

/** The wait as it stands in the margin: minutes below two hours, hours below two days, then days. */
export function figure(wait: number): Figure {
  const [n, unit] = count(wait);
  return { figure: n === 0 ? '<1' : String(n), unit: t(`wait.${unit}`, { n }) };
}

/** The wait in a sentence, short: "38 min". */
export function short(wait: number): string {
  return t('wait.short', { ...figure(wait) });
}

/** The wait as it is read aloud: "38 minutes". */
export function spoken(wait: number): string {
  const [n, unit] = count(wait);
  return n === 0 ? t('wait.say.under') : t(`wait.say.${unit}`, { n });
}

function count(wait: number): [number, 'minutes' | 'hours' | 'days'] {
  const positive = Math.max(0, wait);
  if (positive < 2 * hour) return [Math.floor(positive / minute), 'minutes'];
  if (positive < 2 * day) return [Math.floor(positive / hour), 'hours'];
  return [Math.floor(positive / day), 'days'];
}
