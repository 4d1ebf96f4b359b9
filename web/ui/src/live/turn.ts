const name = 'firstbell.stream';

export interface Turn {
  /** Makes this tab the one; its work starts afresh. */
  take(): void;
  stop(): void;
}

/**
 * Lets one tab of this browser do the work: the one that was looked at last. Another follows when it is
 * closed. Without HTTPS browsers have no locks, and every visible tab works for itself.
 */
export function inOneTab(work: (stop: AbortSignal) => Promise<void>): Turn {
  return 'locks' in navigator ? locked(work) : alone(work);
}

function locked(work: (stop: AbortSignal) => Promise<void>): Turn {
  let turn = new AbortController();
  const join = (steal: boolean) => {
    turn.abort();
    const mine = (turn = new AbortController());
    navigator.locks
      .request(name, steal ? { steal } : { signal: mine.signal }, () => work(mine.signal))
      // Another tab has taken the turn: wait in line until it ends.
      .catch(() => turn === mine && join(false));
  };
  join(document.visibilityState === 'visible');
  return {
    take: () => join(true),
    stop: () => {
      turn.abort();
      turn = new AbortController();
    },
  };
}

function alone(work: (stop: AbortSignal) => Promise<void>): Turn {
  let over = new AbortController();
  const start = () => {
    over.abort();
    over = new AbortController();
    if (document.visibilityState === 'visible') void work(over.signal);
  };
  const hide = () => {
    if (document.visibilityState === 'hidden') over.abort();
  };
  document.addEventListener('visibilitychange', hide);
  start();
  return {
    take: start,
    stop: () => {
      document.removeEventListener('visibilitychange', hide);
      over.abort();
    },
  };
}
