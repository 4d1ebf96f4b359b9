import { ApiError, isRecord, NetworkError, sentence } from '../api/errors';
import { t } from '../words/words';

export interface Next {
  id: number;
  name: string;
  waitSeconds: number;
}

/** What a 409 tells: who holds the enquiry, since when, and who waits next. */
export interface Refusal {
  by: { id: number; name: string };
  at: number;
  mine: boolean;
  next: Next | null;
}

/** Reads the details of a refused claim; null when the answer is not one. */
export function readRefusal(error: unknown): Refusal | null {
  if (!(error instanceof ApiError) || error.status !== 409 || !isRecord(error.details)) return null;
  const { claimedBy, claimedAt, claimedByMe, next } = error.details;
  if (!isRecord(claimedBy) || typeof claimedBy.id !== 'number' || typeof claimedBy.name !== 'string') return null;
  return {
    by: { id: claimedBy.id, name: claimedBy.name },
    at: typeof claimedAt === 'string' ? Date.parse(claimedAt) : NaN,
    mine: claimedByMe === true,
    next: readNext(next),
  };
}

function readNext(value: unknown): Next | null {
  if (!isRecord(value) || typeof value.id !== 'number' || typeof value.name !== 'string') return null;
  return { id: value.id, name: value.name, waitSeconds: Number(value.waitSeconds) || 0 };
}

/** By how many seconds the race was lost; null when it was no race but long ago. */
export function secondsBefore(claimedAt: number, pressedAt: number): number | null {
  const seconds = Math.round((pressedAt - claimedAt) / 1000);
  if (Number.isNaN(seconds) || seconds > 59) return null;
  return Math.max(1, seconds);
}

/** The first name, for a stamp. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

/** What to say about a claim that went wrong and was no lost race. */
export function failure(error: unknown): string {
  if (error instanceof NetworkError) return t('claim.failed.network');
  if (error instanceof ApiError && (error.status === 404 || error.status === 410)) return t('claim.failed.gone');
  return t('claim.failed.other', { reason: sentence(error) });
}
