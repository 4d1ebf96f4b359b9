import { ApiError, isRecord } from '../api/errors';

const limits = ['untouched', 'open', 'claims_per_day'] as const;

/** Which limit stands in the way of one more claim, its value, and when it frees by itself. */
export interface Limit {
  limit: (typeof limits)[number];
  value: number;
  freesAt: number | null;
}

/** Reads a refusal that is about a limit; null when it is about something else. */
export function readLimit(error: unknown): Limit | null {
  if (!(error instanceof ApiError) || error.code !== 'limit_reached' || !isRecord(error.details)) return null;
  const { limit, value, freesAt } = error.details;
  const known = limits.find((name) => name === limit);
  if (!known || typeof value !== 'number') return null;
  const frees = typeof freesAt === 'string' ? Date.parse(freesAt) : NaN;
  return { limit: known, value, freesAt: Number.isNaN(frees) ? null : frees };
}
