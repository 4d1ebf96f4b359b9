import { work, type Line } from '../api/work';

/** What happened to a lead, the newest first, as far as it was asked for. */
export class History {
  lines = $state.raw<Line[]>([]);
  /** Where the older lines start; null when these are all. */
  next = $state<string | null>(null);
  masked = $state(false);
  broken = $state(false);
  asking = $state(false);
  /** Lines that came while somebody was looking. */
  fresh = $state.raw<ReadonlySet<number>>(new Set());
  #read = false;

  constructor(readonly id: number) {}

  /** Reads the newest lines; older ones stay when they still join on. */
  async load() {
    try {
      const page = await work.history(this.id);
      const oldest = page.events.at(-1)?.id ?? 0;
      const known = this.lines.some((line) => line.id === oldest);
      const older = known ? this.lines.filter((line) => line.id < oldest) : [];
      const before = this.lines[0]?.id ?? 0;
      const came = page.events.filter((line) => this.#read && line.id > before);
      this.fresh = new Set([...this.fresh, ...came.map((line) => line.id)]);
      this.lines = [...page.events, ...older];
      if (!known) this.next = page.nextCursor;
      this.masked = page.masked;
      this.#read = true;
      this.broken = false;
    } catch {
      this.broken = !this.#read;
    }
  }

  async older() {
    if (this.next === null || this.asking) return;
    this.asking = true;
    try {
      const page = await work.history(this.id, this.next);
      this.lines = [...this.lines, ...page.events];
      this.next = page.nextCursor;
      this.broken = false;
    } catch {
      this.broken = true;
    } finally {
      this.asking = false;
    }
  }
}

const unanswered = ['no_answer', 'busy', 'switched_off'];

/** How often nobody answered since somebody last did. */
export function tries(lines: Line[]): number {
  const outcomes = lines.filter((line) => line.kind === 'attempted').map((line) => line.outcome ?? '');
  const reached = outcomes.findIndex((outcome) => !unanswered.includes(outcome) && outcome !== 'wrong_number');
  const since = reached === -1 ? outcomes : outcomes.slice(0, reached);
  return since.filter((outcome) => unanswered.includes(outcome)).length;
}
