import { tick } from 'svelte';

export type Page =
  | { name: 'setup' | 'login' | 'forgot' | 'due' | 'mine' | 'add' | 'team' | 'audit' | 'leads' | 'search' | 'duplicates' | 'missing' }
  | { name: 'settings'; part: string }
  | { name: 'reset'; secret: string }
  | { name: 'inbox'; id: number | null }
  | { name: 'person'; id: number }
  | { name: 'invite'; token: string }
  | { name: 'lead'; id: number };

/** Which screen an address means. */
export function read(path: string): Page {
  if (path === '/' || path === '/inbox') return { name: 'inbox', id: null };
  const simple = /^\/(setup|login|forgot|due|mine|add|team|audit|leads|search|duplicates)$/.exec(path)?.[1];
  if (simple) return { name: simple as 'mine' };
  const part = /^\/settings(?:\/([a-z]+))?$/.exec(path);
  if (part) return { name: 'settings', part: part[1] ?? 'school' };
  const token = /^\/invite\/([\w-]{1,100})$/.exec(path)?.[1];
  if (token) return { name: 'invite', token };
  const secret = /^\/reset\/([\w-]+)$/.exec(path)?.[1];
  if (secret) return { name: 'reset', secret };
  const [, folder, digits] = /^\/(inbox|leads|team)\/([1-9]\d{0,15})$/.exec(path) ?? [];
  if (!folder) return { name: 'missing' };
  const id = Number(digits);
  return { name: folder === 'inbox' ? 'inbox' : folder === 'team' ? 'person' : 'lead', id };
}

class Router {
  page = $state<Page>({ name: 'missing' });
  /** Whether the address is one that somebody has come back to: it says all there is to say. */
  back = performance.getEntriesByType('navigation').some((entry) => (entry as PerformanceNavigationTiming).type !== 'navigate');

  /** Called just before another place is gone to. */
  leaving: () => void = () => undefined;

  start() {
    this.page = read(location.pathname);
    if (location.pathname === '/') history.replaceState(null, '', '/inbox');
    addEventListener('popstate', () => {
      this.back = true;
      this.page = read(location.pathname);
    });
    history.scrollRestoration = 'manual';
    document.addEventListener('click', (event) => this.#follow(event));
  }

  go(path: string, options: { replace?: boolean } = {}) {
    if (path === location.pathname) return;
    this.leaving();
    if (options.replace) history.replaceState(null, '', path);
    else history.pushState(null, '', path);
    this.back = false;
    this.page = read(location.pathname);
    void tick().then(() => scrollTo(0, 0));
  }

  #follow(event: MouseEvent) {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const path = link?.getAttribute('href');
    if (!link || link.target || !path?.startsWith('/') || path.startsWith('//')) return;
    event.preventDefault();
    this.go(path);
  }
}

export const router = new Router();
