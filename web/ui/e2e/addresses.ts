// Where every screen is. A screen without a line here does not compile.
import type { Page } from '../src/router.svelte';
import type { Part } from '../src/settings/parts';

const parts: Record<Part, true> = {
  school: true, courses: true, intakes: true, sources: true, stages: true, templates: true, mail: true, forms: true, suspected: true, me: true,
  backups: true, privacy: true, keys: true,
};
const nobody = 'x'.repeat(43);

/** Where each screen is. */
const addresses: Record<Page['name'], string[]> = {
  inbox: ['/inbox', '/inbox/1', '/inbox/999'],
  lead: ['/leads/1', '/leads/2', '/leads/999'],
  due: ['/due', '/due?owner=all'],
  mine: ['/mine', '/mine?view=board', '/mine?stage=applied'],
  leads: ['/leads', '/leads?stage=lost'],
  search: ['/search', '/search?q=nair', '/search?q=nobody'],
  add: ['/add'],
  duplicates: ['/duplicates'],
  team: ['/team'],
  person: ['/team/1', '/team/2', '/team/999'],
  audit: ['/audit', '/audit?action=restored'],
  settings: Object.keys(parts).map((part) => `/settings/${part}`),
  missing: ['/inbox/nobody'],
  setup: ['/setup'],
  login: ['/login'],
  forgot: ['/forgot'],
  reset: [`/reset/${nobody}`],
  invite: [`/invite/${nobody}`],
};
const doors = new Set(['setup', 'login', 'forgot', 'reset', 'invite']);
/** Addresses for whoever is signed in. */
export const within = Object.entries(addresses).flatMap(([name, paths]) => (doors.has(name) ? [] : paths));
/** Addresses for whoever is not. */
export const before = Object.entries(addresses).flatMap(([name, paths]) => (doors.has(name) ? paths : []));
