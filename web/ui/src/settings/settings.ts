import type { Settings } from '../api/client';
import { ApiError } from '../api/errors';
import { t } from '../words/later';

/** What is wrong with a form, by the field's name. */
export type Wrong = Record<string, string>;

/** The limits that people and roles have, and how a form calls them. */
export const limitNames = ['maxUntouched', 'maxOpen', 'maxClaimsPerDay'] as const;
export const limitWords = { maxUntouched: 'team.untouched', maxOpen: 'team.open', maxClaimsPerDay: 'team.day' } as const;

export interface SettingsDraft {
  name: string;
  promiseMinutes: string;
  timeZone: string;
  hours?: Settings['hours'];
}

/** A week that can be edited: Monday to Saturday from nine to seven where nobody has said. */
export function usualWeek(hours: Settings['hours']): Settings['hours'] {
  if (hours.length === 7) return hours.map((day) => day && { ...day });
  return Array.from({ length: 7 }, (_, day) => (day < 6 ? { from: '09:00', until: '19:00' } : null));
}

/** Everything that is wrong with the school's choices, at once. */
export function checkSettings(draft: SettingsDraft): Wrong {
  const wrong: Wrong = {};
  if (draft.name.trim().length < 2) wrong.name = t('field.schoolName.missing');
  if (!isWhole(draft.promiseMinutes, 10_080)) wrong.promiseMinutes = t('settings.promise.bad');
  if (!isZone(draft.timeZone.trim())) wrong.timeZone = t('settings.zone.bad');
  if (draft.hours?.some((day) => day && !(day.from < day.until))) wrong.hours = t('field.hours.bad');
  return wrong;
}

/** Reads a limit as it was typed: a number, null for none, undefined for what is neither. */
export function readTyped(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  return isWhole(text, 100_000) ? Number(text) : undefined;
}

/** The courses of a list with one a line, each once. */
export function readLines(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}

/** The fields that the server refused. */
export function refusedFields(error: unknown): Wrong {
  const wrong: Wrong = {};
  if (!(error instanceof ApiError)) return wrong;
  for (const { path, msg } of error.fields) wrong[path] ??= msg;
  return wrong;
}

function isWhole(text: string, most: number): boolean {
  return /^\s*\d{1,6}\s*$/.test(text) && Number(text) >= 1 && Number(text) <= most;
}

export function isZone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
