import type { Enquiry } from '../api/client';

export type Group = 'fresh' | 'waiting' | 'later';

/** A row as it stands on the screen. Its group changes only when the list is settled. */
export interface Row {
  enquiry: Enquiry;
  group: Group;
}

export interface Merged {
  rows: Row[];
  /** Shown, but no longer unclaimed on the server. */
  missing: Enquiry[];
  /** Unclaimed on the server, but showing them now would move a row. */
  arrivals: Enquiry[];
}

export function groupOf(enquiry: Enquiry, now: number): Group {
  if (enquiry.laterAt && now < Date.parse(enquiry.laterAt)) return 'later';
  return now < Date.parse(enquiry.dueAt) ? 'fresh' : 'waiting';
}

/** Lays the list out afresh: what the server has, and those shown rows that are to stay. */
export function settle(shown: Row[], server: Enquiry[], stays: (id: number) => boolean, now: number): Merged {
  const known = new Set(server.map((enquiry) => enquiry.id));
  const left = shown.filter((row) => !known.has(row.enquiry.id));
  const kept = left.filter((row) => stays(row.enquiry.id));
  const rows = [...server.map((enquiry) => ({ enquiry, group: groupOf(enquiry, now) })), ...kept];
  rows.sort((one, other) => order(one.enquiry, other.enquiry));
  return { rows, missing: left.map((row) => row.enquiry), arrivals: [] };
}

/** Changes rows in place and moves none: arrivals are added only where nothing stands below them. */
export function holdStill(shown: Row[], server: Enquiry[], now: number): Merged {
  if (shown.length === 0) return settle(shown, server, () => false, now);
  const fresh = new Map(server.map((enquiry) => [enquiry.id, enquiry]));
  const rows = shown.map((row) => ({ ...row, enquiry: fresh.get(row.enquiry.id) ?? row.enquiry }));
  const missing = shown.filter((row) => !fresh.has(row.enquiry.id)).map((row) => row.enquiry);
  const known = new Set(shown.map((row) => row.enquiry.id));
  const arrivals = server.filter((enquiry) => !known.has(enquiry.id)).sort(order);
  const added = arrivals.map((enquiry) => ({ enquiry, group: groupOf(enquiry, now) }));
  const [group] = added.map((row) => row.group);
  // Nothing stands below what is for later; below what has just come in only when nothing else is shown.
  const last = group === 'later' || (group === 'fresh' && rows.every((row) => row.group === 'fresh'));
  if (!last || added.some((row) => row.group !== group)) return { rows, missing, arrivals };
  return { rows: [...rows, ...added], missing, arrivals: [] };
}

function order(one: Enquiry, other: Enquiry): number {
  return Date.parse(one.createdAt) - Date.parse(other.createdAt) || one.id - other.id;
}
