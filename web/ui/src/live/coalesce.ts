/**
 * Does the work at once, and once more for everything that was asked meanwhile, with at least `gap`
 * between two starts: a storm of changes must not become a storm of questions.
 */
export function coalesced(work: () => Promise<unknown>, gap: number): () => void {
  let asked = false;
  let running = false;
  const run = async () => {
    running = true;
    while (asked) {
      asked = false;
      const rest = new Promise((done) => setTimeout(done, gap));
      await Promise.allSettled([work(), rest]);
    }
    running = false;
  };
  return () => {
    asked = true;
    if (!running) void run();
  };
}
