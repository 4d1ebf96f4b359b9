import type { ListedLead } from '../api/client';

export const sorts = ['due', 'contact', 'oldest', 'name'] as const;
/** The slots of the board, in their order. */
export const slots = ['new', 'in_touch', 'visit', 'applied', 'enrolled'] as const;

export type Sort = (typeof sorts)[number];
export type Slot = (typeof slots)[number];

/** What somebody has chosen to see of their leads; the address keeps it. */
export interface Chosen {
  view: 'list' | 'board';
  sort: Sort;
  stage: string;
  course: string;
  source: string;
  /** '' is any, `none` those without a next step. */
  due: '' | 'none';
}

export const usual: Chosen = { view: 'list', sort: 'due', stage: '', course: '', source: '', due: '' };

export function readChosen(search: string): Chosen {
  const given = new URLSearchParams(search);
  const sort = sorts.find((one) => one === given.get('sort')) ?? usual.sort;
  const stage = slots.find((one) => one === given.get('stage')) ?? '';
  return { view: given.get('view') === 'board' ? 'board' : 'list', sort, stage, course: given.get('course') ?? '', source: given.get('source') ?? '', due: given.get('due') === 'none' ? 'none' : '' };
}

export function writeChosen(chosen: Chosen): string {
  const said = Object.entries(chosen).filter(([name, value]) => value !== usual[name as keyof Chosen]);
  const text = new URLSearchParams(said).toString();
  return text && `?${text}`;
}

/** The slot before or after, where there is one. */
export function beside(stage: string, by: 1 | -1): Slot | undefined {
  const at = slots.findIndex((slot) => slot === stage);
  return at < 0 ? undefined : slots[at + by];
}

const enrolledFor = 30 * 86_400_000;

/** Whether the board shows a lead: one that is open, or enrolled within the last 30 days. */
export function onBoard(lead: Pick<ListedLead, 'stage' | 'closedAt'>, now: number): boolean {
  if (lead.stage !== 'enrolled') return lead.closedAt === null;
  return lead.closedAt !== null && Date.parse(lead.closedAt) > now - enrolledFor;
}

/** How old a lead is: minutes, hours or days, as short as a column. */
export function age(came: number, now: number): { unit: 'min' | 'h' | 'd'; n: number } {
  const minutes = Math.max(0, Math.floor((now - came) / 60_000));
  if (minutes < 60) return { unit: 'min', n: minutes };
  if (minutes < 48 * 60) return { unit: 'h', n: Math.floor(minutes / 60) };
  return { unit: 'd', n: Math.floor(minutes / 1440) };
}
