import { session } from '../account/session.svelte';
import type { Line } from '../api/work';
import { firstName } from '../claim/lost';
import { clock } from '../parts/clock.svelte';
import { ahead } from '../parts/when';
import { stages } from '../stage/stages.svelte';
import { t } from '../words/later';

/** The part of a line that says what happened, and what hangs below it. */
export interface Told {
  text: string;
  /** What somebody typed. */
  quote?: string;
  aside?: string;
}

/** Whether a line is about talking with the person. */
export function isTalk({ kind, corrects }: Line): boolean {
  return kind === 'attempted' || kind === 'noted' || (kind === 'note_edited' && corrects !== undefined);
}

/** Words for a code of the server; the code itself when there are none yet. */
function word(group: 'channel' | 'outcome' | 'reason' | 'fact', code = ''): string {
  const key = `${group}.${code}`;
  const text = t(key as 'reason.other');
  return text === key ? code : text;
}

/** One line of the history in words. */
export function tell(line: Line, enquiry: number): Told {
  const mine = line.by?.id === session.me?.user.id;
  const who = !line.by ? t('work.desk') : mine ? t('work.you') : firstName(line.by.name);
  const to = !line.owner ? '' : line.owner.id === session.me?.user.id ? t('work.you.to') : firstName(line.owner.name);
  const time = line.dueAt ? ahead(Date.parse(line.dueAt), clock.now) : '';
  switch (line.kind) {
    case 'received':
      return { text: t('lead.event.came', { n: enquiry }) };
    case 'touched':
      return { text: line.by ? t('history.touched.desk', { who }) : t('history.touched'), quote: line.text };
    case 'merged':
      return { text: t('history.merged.with', { who, id: String(line.otherId ?? '') }), aside: line.reason };
    case 'unmerged':
      return { text: t('history.unmerged', { who, id: String(line.otherId ?? '') }) };
    case 'claimed':
    case 'imported':
      return { text: t(`history.${line.kind}`, { who }) };
    case 'released':
      return { text: t('history.released', { who }), quote: line.reason };
    case 'reassigned':
      return { text: line.owner?.id === line.by?.id ? t('history.taken', { who }) : t('history.reassigned', { who, to }), quote: line.reason };
    case 'returned':
      return { text: to ? t('history.returned.to', { to }) : t('history.returned'), aside: line.reason };
    case 'attempted': {
      const [channel, outcome] = [word('channel', line.channel), word('outcome', line.outcome)];
      const text = mine ? t('history.attempted.mine', { channel, outcome }) : t('history.attempted', { who, channel, outcome });
      return { text, quote: line.text, aside: time && t('history.next', { time }) };
    }
    case 'noted':
      return { text: t(line.corrects === undefined ? 'history.noted' : 'history.note_corrected', { who }), quote: line.text };
    case 'note_edited':
      return line.corrects === undefined
        ? { text: t('history.note_edited', { who }) }
        : { text: t('history.note_corrected', { who }), quote: line.text };
    case 'followup_moved':
      return { text: t('history.followup_moved', { who, time }) };
    case 'woken':
      return { text: t('history.woken'), aside: line.reason };
    case 'reopened':
      return { text: t('history.reopened', { who }), aside: line.reason };
    case 'stage_changed':
    case 'closed':
      return { text: moved(line, who, time) };
    case 'erased':
      return { text: t('history.erased', { who }) };
    case 'contact_withdrawn':
    case 'erasure_asked':
    case 'reply_sent':
    case 'reply_failed':
      return { text: t(`history.${line.kind}`) };
    case 'edited':
      return { text: t('history.edited', { who, list: (line.fields ?? []).map((fact) => word('fact', fact)).join(', ') }) };
    default:
      return { text: t('history.other', { who }) };
  }
}

function moved(line: Line, who: string, time: string): string {
  const to = stages.name(line.stageAfter ?? '');
  if (line.kind === 'stage_changed') {
    return line.stageBefore ? t('history.stage_changed', { who, from: stages.name(line.stageBefore), to }) : t('history.stage_changed.to', { who, to });
  }
  if (line.reason) return t('history.closed.reason', { who, to, reason: word('reason', line.reason) });
  return time ? t('history.closed.until', { who, to, time }) : t('history.closed', { who, to });
}
