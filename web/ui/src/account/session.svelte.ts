import { api, listeners, type Credentials, type Me } from '../api/client';
import { ApiError } from '../api/errors';
import { useZone } from '../parts/when';
import { router } from '../router.svelte';
import { paint } from '../style/theme';
import { reader } from '../words/reader.svelte';

/** The screens that need no session. */
const open = new Set(['setup', 'login', 'forgot', 'reset', 'invite']);

/** Who is signed in. `expired` means: the page stays, and a password is asked on top of it. */
class Session {
  me = $state<Me | null>(null);
  expired = $state(false);
  /** Set when the first question got no answer at all. */
  unreachable = $state(false);
  started = $state(false);
  #wanted = '/inbox';

  constructor() {
    listeners.add((status, code) => {
      if (status === 503 && code === 'setup_required') router.go('/setup', { replace: true });
      if (status === 401 && this.me) this.expired = true;
      if (code === 'factor_needed') router.go('/settings/me', { replace: true });
    });
  }

  /** An owner of the desk may do what others may only do with their own leads. */
  get owner(): boolean {
    return this.me?.user.role === 'owner';
  }

  /** Whoever sits at the front desk hands enquiries out and holds none. */
  get frontDesk(): boolean {
    return this.me?.user.role === 'front_desk';
  }

  async start() {
    this.unreachable = false;
    const kept = reader.start();
    try {
      const me = await api.me();
      await kept;
      await this.enter(me);
      if (router.page.name === 'login') router.go('/inbox', { replace: true });
    } catch (error) {
      if (!(error instanceof ApiError)) this.unreachable = true;
      else if (error.status === 401) this.#toSignIn();
      else if (error.status !== 401 && error.code !== 'setup_required') this.unreachable = true;
    }
    await kept;
    this.started = true;
  }

  async enter(me: Me) {
    const other = this.me !== null && this.me.user.id !== me.user.id;
    if (other) location.assign('/inbox');
    useZone(me.school.timeZone);
    paint(me.theme);
    localStorage.setItem('firstbell.school', me.school.name); // for the sign-in of this browser
    if (!this.expired) await reader.read(me.language); // else what is typed on the page would be lost
    this.me = me;
    this.expired = false;
  }

  async signIn(credentials: Credentials) {
    await this.enter(await api.signIn(credentials));
    if (router.page.name === 'login') router.go(this.#wanted, { replace: true });
  }

  #toSignIn() {
    if (open.has(router.page.name)) return;
    this.#wanted = location.pathname + location.search;
    router.go('/login', { replace: true });
  }
}

export const session = new Session();
