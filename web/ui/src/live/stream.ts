import { ApiError, readFailure } from '../api/errors';
import { listeners } from '../api/client';
import { Parser, type Told } from './sse';

const first = 1000;
const most = 8000;

/** What a stream tells, and whether it is alive. */
export interface Ear {
  /** The number of the last event, after which the stream goes on. */
  last(): string;
  /** A connection stands: what happened while there was none is unknown. */
  opened(): void;
  /** Anything at all came, a heartbeat too. */
  heard(): void;
  told(told: Told): void;
}

/**
 * Listens to the server's changes until `stop`, connecting again whenever the stream ends. It reads the
 * stream itself because EventSource hides heartbeats, and cannot go on where another tab has stopped.
 */
export async function listen(ear: Ear, silence: number, stop: AbortSignal): Promise<void> {
  for (let pause = first; !stop.aborted; ) {
    try {
      await hear(ear, silence, stop, () => (pause = first));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return;
    }
    await rest(pause, stop);
    pause = Math.min(pause * 2, most);
  }
}

async function hear(ear: Ear, silence: number, stop: AbortSignal, stands: () => void): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  stop.addEventListener('abort', end);
  let deaf = setTimeout(end, silence);
  try {
    const last = ear.last();
    const headers: HeadersInit = last ? { 'last-event-id': last } : {};
    const response = await fetch('/api/stream', { headers, signal: over.signal, cache: 'no-store' });
    if (!response.ok || !response.body) {
      const failure = readFailure(response, null);
      for (const tell of listeners) tell(failure.status, failure.code);
      throw failure;
    }
    const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new Parser();
    stands();
    ear.opened();
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      clearTimeout(deaf);
      deaf = setTimeout(end, silence);
      ear.heard();
      for (const told of parser.feed(piece.value)) ear.told(told);
    }
  } finally {
    clearTimeout(deaf);
    stop.removeEventListener('abort', end);
    over.abort();
  }
}

/** A pause that ends early when the connection is back; a little uneven, so that not all come at once. */
function rest(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      stop.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms * (0.8 + Math.random() * 0.2));
    addEventListener('online', end);
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
  });
}
