/** Calls that come in bursts. */
import { GATHER_MS } from "../limits.ts";

export interface Gathered {
  /** Calls `work` soon, once for all that ask by then. */
  ask(): void;
  stop(): void;
}

export function gathered(work: () => void): Gathered {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ask() {
      timer ??= setTimeout(() => {
        timer = undefined;
        work();
      }, GATHER_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Runs `work` one at a time. Calls while it runs share one more run, which begins when this one is over. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const run = () => {
    next = undefined;
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (next) return next;
    if (!running) return run();
    next = running.catch(() => {}).then(run);
    return next;
  };
}
