import { ApiError, NetworkError } from './errors';
import { newKey } from './http';

const most = 5;

/**
 * Does one action of a person, under one key. When no answer comes, or one that says the outcome is not
 * known yet, the same request is sent again: with its key it happens once, however often it is sent.
 */
export async function once<T>(send: (key: string) => Promise<T>, pause = wait): Promise<T> {
  const key = newKey();
  let silent = 0;
  for (let tries = 1; ; tries++) {
    try {
      return await send(key);
    } catch (error) {
      const lost = noAnswer(error);
      if (lost) silent++;
      if (tries === most || silent > 2 || !(lost || undecided(error))) throw error;
      if (!lost || silent > 1) await pause(seconds(error) * 1000);
    }
  }
}

/** A proxy that reaches no server answers for it; that is no answer of ours. */
function noAnswer(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof ApiError && error.code === '' && [502, 503, 504].includes(error.status);
}

function undecided(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'in_progress' || error.code === 'outcome_unknown');
}

function seconds(error: unknown): number {
  return error instanceof ApiError ? Math.min(error.retryAfter ?? 1, 3) : 0.5;
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
