/** The moment at which the clocks of a time zone show a day and a time, as 2026-11-24 and 10:00. */
export function moment(day: string, time: string, zone: string): number {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const near = wall - ahead(wall, zone);
  return wall - ahead(near, zone); // once more, for days on which the clocks change
}

/** The day and the time that the clocks of a time zone show. */
export function shown(at: number, zone: string): { day: string; time: string } {
  const [day = '', time = ''] = wallOf(at, zone).split(' ');
  return { day, time: time.slice(0, 5) };
}

/** Ten o'clock on the day after. */
export function tomorrow(now: number, zone: string): number {
  const { day } = shown(now, zone);
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return moment(next, '10:00', zone);
}

/** Twenty minutes after its time, or after now where that has passed. */
export function soon(due: number, now: number): number {
  return Math.max(due, now) + 20 * 60_000;
}

function ahead(at: number, zone: string): number {
  return Date.parse(`${wallOf(at, zone).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
}

/** As 2026-11-24 10:00:00. */
function wallOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
}
