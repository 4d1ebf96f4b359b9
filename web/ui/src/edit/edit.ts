import { ApiError, isRecord } from '../api/errors';
import { once } from '../api/repeat';
import { work, type Edit } from '../api/work';
import { tagsOf } from './tags';

export type Fact = keyof Edit;

/** Two people hold different things to be true. */
export interface Conflict {
  /** Who changed it meanwhile; empty when nobody is known. */
  who: string;
  theirs: string | null;
  /** The version that has their value. */
  version: number;
}

/** Changes one fact. When somebody else changed the same fact since it was read, says what they made of it. */
export async function change(lead: number, fact: Fact, before: string | null, after: string | null, version: number): Promise<Conflict | null> {
  for (let tries = 1; ; tries++) {
    try {
      await once((key) => work.edit(lead, { [fact]: fact === 'tags' ? tagsOf(after ?? '') : after }, version, key));
      return null;
    } catch (error) {
      const conflict = readConflict(error, fact);
      if (!conflict) throw error;
      if (tries < 3 && conflict.theirs === before) version = conflict.version; // something else of it changed
      else if (conflict.theirs === after) return null;
      else return conflict;
    }
  }
}

function readConflict(error: unknown, fact: Fact): Conflict | null {
  if (!(error instanceof ApiError) || error.status !== 412 || !isRecord(error.details)) return null;
  const { etag, by, fields } = error.details as { etag: string; by: { name: string } | null; fields: { field: string; theirs: string | null; yours: string | null }[] };
  const mine = fields.find((one) => one.field === fact);
  // A fact that is not named is as I want it already.
  return { who: by?.name ?? '', theirs: mine ? mine.theirs : null, version: Number(etag.replace(/"/g, '')) };
}
