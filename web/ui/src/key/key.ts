import type { Key, Scope } from '../api/client';
import type { PlainKey } from '../words/later';

/** Everything a key can be given to do, in the order in which it is offered. */
export const scopes = [
  ['enquiries:create', 'key.scope.create'],
  ['enquiries:read', 'key.scope.read'],
  ['enquiries:claim', 'key.scope.claim'],
  ['reports:read', 'key.scope.reports'],
  ['export', 'key.scope.export'],
] as const satisfies readonly (readonly [Scope, PlainKey])[];

/** After how many days a key may end. */
export const lives = [
  [30, 'key.days.30'],
  [90, 'key.days.90'],
  [365, 'key.days.365'],
] as const;

/** A line for a terminal that shows that the key works. */
export function tryout(address: string, secret: string, given: readonly Scope[]): string {
  const head = (method: string, path: string) => `curl${method} ${address}${path} -H 'Authorization: Bearer ${secret}'`;
  if (given.includes('enquiries:read')) return head('', '/api/enquiries/unclaimed');
  if (given.includes('enquiries:create')) {
    const body = JSON.stringify({ name: 'Test Person', email: 'test@example.com', courseInterest: 'Test' });
    return `${head(' -X POST', '/api/enquiries/public')} -H 'Content-Type: application/json' -d '${body}'`;
  }
  if (given.includes('enquiries:claim')) return head(' -X POST', '/api/enquiries/claim-next');
  if (given.includes('reports:read')) return head('', '/api/reports/summary');
  return head(' -o enquiries.csv', "'/api/enquiries/export?format=csv'").replace(`${address}'`, `'${address}`);
}

/** Whether a key is of any use now, and if not, why. */
export function standing(key: Pick<Key, 'expiresAt' | 'orphaned'>, now: number): 'good' | 'expired' | 'orphaned' {
  if (Date.parse(key.expiresAt) <= now) return 'expired';
  return key.orphaned ? 'orphaned' : 'good';
}
