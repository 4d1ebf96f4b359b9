export const sorts = ['newest', 'oldest', 'due', 'contact', 'name'] as const;
export const dues = ['late', 'now', 'today', 'tomorrow', 'after', 'none'] as const;
export const origins = ['form', 'api', 'walk_in', 'phone', 'referral', 'event'] as const;

export type Sort = (typeof sorts)[number];

/** What somebody has chosen to see of all leads, and where they are in it; the address keeps it. */
export interface Chosen {
  sort: Sort;
  /** '' is every open one, `all` every one. */
  stage: string;
  /** '' is anybody, `none` nobody, `me`, or the number of a person. */
  owner: string;
  course: string;
  /** What first brought them, as it was said then. */
  source: string;
  tag: string;
  origin: string;
  due: string;
  from: string;
  to: string;
  /** Where the page begins, and how many leads are before it. */
  after: string;
  past: string;
}

export const usual: Chosen = { sort: 'newest', stage: '', owner: '', course: '', source: '', tag: '', origin: '', due: '', from: '', to: '', after: '', past: '' };

const keys = Object.keys(usual) as (keyof Chosen)[];
const day = /^\d{4}-\d\d-\d\d$/;

export function readChosen(search: string): Chosen {
  const given = new URLSearchParams(search);
  const text = (key: keyof Chosen) => given.get(key) ?? '';
  const one = (key: keyof Chosen, list: readonly string[]) => (list.includes(text(key)) ? text(key) : '');
  return {
    sort: sorts.find((sort) => sort === given.get('sort')) ?? usual.sort,
    stage: text('stage'),
    owner: /^(me|none|[1-9]\d{0,15})$/.test(text('owner')) ? text('owner') : '',
    course: text('course'),
    source: text('source'),
    tag: text('tag'),
    origin: one('origin', origins),
    due: one('due', dues),
    from: day.test(text('from')) ? text('from') : '',
    to: day.test(text('to')) ? text('to') : '',
    after: text('after'),
    past: text('after') && /^\d{1,9}$/.test(text('past')) ? text('past') : '',
  };
}

export function writeChosen(chosen: Chosen): string {
  const said = keys.filter((key) => chosen[key] !== usual[key]).map((key): [string, string] => [key, chosen[key]]);
  const text = new URLSearchParams(said).toString();
  return text && `?${text}`;
}

/** Names to choose from, with the chosen one among them even where the school has it no more. */
export function withChosen(names: readonly string[], chosen: string): [string, string][] {
  const all = chosen && !names.includes(chosen) ? [chosen, ...names] : names;
  return all.map((name) => [name, name]);
}

/** Whether something is left out, other than by the stage being closed. */
export function narrowed(chosen: Chosen): boolean {
  return keys.some((key) => key !== 'sort' && key !== 'after' && key !== 'past' && chosen[key] !== '');
}

/** What to ask the server for; a limit of 0 is none. */
export function query(chosen: Chosen, limit: number): Record<string, string> {
  const { stage, owner, after, past: _, ...rest } = chosen;
  const asked: Record<string, string> = { ...rest, limit: limit ? String(limit) : '' };
  if (stage === 'all') asked.closed = 'true';
  else asked.stage = stage;
  if (owner === 'none') asked.unclaimed = 'true';
  else asked.owner = owner;
  asked.cursor = after;
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));
}

/** What a view shows, as the server keeps it: the filters and the order, wherever somebody is in the list. */
export function viewOf(chosen: Chosen): string {
  return new URLSearchParams(query({ ...chosen, after: '' }, 0)).toString();
}

/** What somebody sees who opens a view. */
export function ofView(kept: string): Chosen {
  const given = new URLSearchParams(kept);
  if (given.get('closed') === 'true' && !given.has('stage')) given.set('stage', 'all');
  if (given.get('unclaimed') === 'true') given.set('owner', 'none');
  return readChosen(given.toString());
}

const stored = 'firstbell.leads';

/** What was chosen last on this browser, without the place in it. */
export function remembered(user: number): string {
  const kept = localStorage.getItem(stored) ?? '';
  return kept.startsWith(`${user}?`) ? kept.slice(String(user).length) : '';
}

export function remember(user: number, chosen: Chosen) {
  localStorage.setItem(stored, `${user}${writeChosen({ ...chosen, after: '', past: '' }) || '?'}`);
}
