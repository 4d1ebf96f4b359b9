import type { Data } from '../api/http';
import type { PlainKey } from '../words/later';

export type Overview = Data<'/api/backups'>;
export type Backup = Overview['backups'][number];

/** Why a backup failed, and what to do about it. */
const troubles: Record<string, PlainKey> = {
  disk_full: 'backup.trouble.disk_full',
  wrong_key: 'backup.trouble.wrong_key',
  broken: 'backup.trouble.broken',
  folder: 'backup.trouble.folder',
  database: 'backup.trouble.database',
  cut_off: 'backup.trouble.cut_off',
};

/** The words for why a backup failed. */
export const trouble = (code: string | null): PlainKey => troubles[code ?? ''] ?? 'backup.trouble.failed';

/** The words for how things stand. */
export const verdict = ({ verdict: word, trouble: code }: Pick<Overview, 'verdict' | 'trouble'>): PlainKey =>
  word === 'failed' ? trouble(code) : `backup.verdict.${word}`;

/** How much a file takes, in whole kB or in MB with one digit. */
export function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Whether a backup is under way. */
export const moving = ({ backups }: Pick<Overview, 'backups'>): boolean =>
  backups.some(({ state }) => state === 'asked' || state === 'running');
