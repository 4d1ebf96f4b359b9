import { session } from '../account/session.svelte';
import { api, type Settings } from '../api/client';
import { useZone } from '../parts/when';

/** The school's choices that change what the Inbox looks like; asked for after the first list. */
class School {
  promiseMinutes = $state(5);
  mode = $state<Settings['queueMode'] | null>(null);
  /** Its opening hours, and the zone of its clocks. */
  hours = $state.raw<Settings['hours']>([]);
  zone = $state(session.me?.school.timeZone);

  /** Nobody but an owner chooses from the queue here. */
  get nextOnly(): boolean {
    return this.mode === 'next' && !session.owner;
  }

  async load() {
    const settings = await api.settings().catch(() => null);
    if (settings) this.learn(settings);
  }

  learn(settings: Settings) {
    this.promiseMinutes = settings.promiseMinutes;
    this.mode = settings.queueMode;
    this.hours = settings.hours;
    this.zone = settings.timeZone;
    useZone(settings.timeZone);
    if (session.me) Object.assign(session.me.school, { name: settings.name, timeZone: settings.timeZone });
  }
}

export const school = new School();
