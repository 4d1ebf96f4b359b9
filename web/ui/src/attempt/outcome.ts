import type { AttemptBody } from '../api/work';
import type { Settings } from '../api/client';

export type Outcome = AttemptBody['outcome'];
export type Channel = AttemptBody['channel'];
/** The times that are offered: in 20 minutes, today at five, the next two days of school, and any other. */
export type Next = 'soon' | 'five' | 'day' | 'second' | 'pick';

/** The first five have keys of their own. */
export const outcomes: readonly Outcome[] = [
  'connected', 'no_answer', 'call_back', 'not_interested', 'wrong_number', 'busy', 'switched_off', 'language_mismatch',
];
export const channels: readonly Channel[] = ['call', 'whatsapp', 'email', 'sms', 'visit'];

const minute = 60_000;
const soon = 20 * minute;
const five = 17 * 60;
const ten = 10 * 60;

/** Opening and closing of each weekday from Sunday on, in minutes after midnight; null where it is closed. */
type Week = ([number, number] | null)[];

/** What the clocks of a zone show: the day as a date in UTC, and the minutes after midnight. */
interface Wall {
  day: number;
  minutes: number;
}

/** The school's clocks and opening hours: when to try again, by the rules that the server has. */
export class Times {
  readonly #week: Week;
  readonly #format: Intl.DateTimeFormat;

  constructor(hours: Settings['hours'], zone: string | undefined) {
    this.#week = weekOf(hours);
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
    this.#format = new Intl.DateTimeFormat('en', { ...parts, timeZone: zone });
  }

  /** The times to choose from, none of them outside the school's hours. */
  offers(now: number): { key: Next; at: number }[] {
    const day = this.#nextDay(now);
    const offers: { key: Next; at: number }[] = [
      { key: 'soon', at: this.#next(now + soon) },
      { key: 'five', at: this.#five(now) ?? 0 },
      { key: 'day', at: day },
      { key: 'second', at: this.#nextDay(day) },
    ];
    return offers.filter(({ at }, place) => at > 0 && offers.findIndex((other) => other.at === at) === place);
  }

  /** What the server would choose; null when whoever logs it has to say. `tries` counts this one. */
  usual(outcome: Outcome, by: Channel, tries: number, now: number): Next | null {
    if (outcome === 'call_back' || outcome === 'not_interested') return null;
    const rings = by === 'call' || by === 'visit';
    const unanswered = outcome === 'no_answer' || outcome === 'busy' || outcome === 'switched_off';
    if (!unanswered || !rings) return 'day';
    if (tries <= 1) return 'soon';
    return tries === 2 && this.#five(now) !== null ? 'five' : 'day';
  }

  /** Whether the school is open. */
  opens(at: number): boolean {
    const { day, minutes } = this.#wall(at);
    const span = this.#week[new Date(day).getUTCDay()];
    return span != null && span[0] <= minutes && minutes < span[1];
  }

  /** A moment as a field for date and time wants it, by the school's clocks. */
  local(at: number): string {
    const { day, minutes } = this.#wall(at);
    return new Date(day + minutes * minute).toISOString().slice(0, 16);
  }

  /** The moment at which the school's clocks show that; NaN when it is none. */
  at(local: string): number {
    const wall = Date.parse(`${local}Z`);
    const away = (at: number) => {
      const { day, minutes } = this.#wall(at);
      return day + minutes * minute - Math.floor(at / minute) * minute;
    };
    if (Number.isNaN(wall)) return NaN;
    const first = wall - away(wall);
    return wall - away(first);
  }

  #five(now: number): number | null {
    const at = this.#clock(this.#wall(now).day, five);
    return at >= now + soon && this.opens(at) ? at : null;
  }

  #next(at: number): number {
    if (this.opens(at)) return at;
    const { day } = this.#wall(at);
    for (let days = 0; days < 8; days++) {
      const span = this.#spanAfter(day, days);
      const opens = span ? this.#clock(day + days * 1440 * minute, span[0]) : 0;
      if (opens > at) return opens;
    }
    return at;
  }

  /** Ten o'clock on the next day of school, or when it opens if it is closed then. */
  #nextDay(now: number): number {
    const { day } = this.#wall(now);
    for (let days = 1; days <= 7; days++) {
      const span = this.#spanAfter(day, days);
      if (span) return this.#clock(day + days * 1440 * minute, span[0] <= ten && ten < span[1] ? ten : span[0]);
    }
    return now;
  }

  #spanAfter(day: number, days: number) {
    return this.#week[(new Date(day).getUTCDay() + days) % 7];
  }

  #clock(day: number, minutes: number): number {
    return this.at(new Date(day + minutes * minute).toISOString().slice(0, 16));
  }

  #wall(at: number): Wall {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(at)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0 } = part;
    return { day: Date.UTC(year, month - 1, day), minutes: hour * 60 + (part.minute ?? 0) };
  }
}

/** The server's hours run from Monday on; nine to seven but on Sundays when nobody has said, or when it never opens. */
function weekOf(hours: Settings['hours']): Week {
  const usual: Week = [null, ...Array<[number, number]>(6).fill([9 * 60, 19 * 60])];
  if (hours.length !== 7 || hours.every((day) => day === null)) return usual;
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return [6, 0, 1, 2, 3, 4, 5].map((place) => {
    const day = hours[place];
    return day ? [minutes(day.from), minutes(day.until)] : null;
  });
}
