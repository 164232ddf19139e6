/** Signals with a shape: ramp, sine and square. */
import type { RampOptions, SineOptions, SquareOptions } from "./options.ts";
import { type Signal, sampled } from "./signal.ts";

export function ramp({ from, to, overMs, atEnd, everyMs }: RampOptions): Signal {
  const share = (ms: number): number => {
    const times = ms / overMs;
    if (atEnd === "hold") return Math.min(times, 1);
    if (atEnd === "repeat") return times % 1;
    return 1 - Math.abs((times % 2) - 1);
  };
  const steps = [
    { everyMs, oneMs: 0 },
    { everyMs: overMs, oneMs: 0 },
  ];
  const signal = sampled(steps, (ms) => from + (to - from) * share(ms));
  const ends = (afterMs: number) => atEnd === "hold" && afterMs >= overMs;
  return { at: signal.at, nextMs: (afterMs) => (ends(afterMs) ? undefined : signal.nextMs(afterMs)) };
}

const FULL_TURN = 360;

export function sine({ mean, amplitude, periodMs, phase, everyMs }: SineOptions): Signal {
  return sampled([{ everyMs, oneMs: 0 }], (ms) => {
    const turns = (ms / periodMs + phase / FULL_TURN) % 1;
    return mean + amplitude * Math.sin(2 * Math.PI * turns);
  });
}

/** High first, then low. */
export function square({ low, high, periodMs, duty, phase }: SquareOptions): Signal {
  const highMs = Math.round(duty * periodMs);
  const riseMs = -Math.round((phase / FULL_TURN) * periodMs);
  const edges = [riseMs, riseMs + highMs].map((oneMs) => ({ everyMs: periodMs, oneMs }));
  return sampled(edges, (ms) => {
    const intoMs = (((ms - riseMs) % periodMs) + periodMs) % periodMs;
    return intoMs < highMs ? high : low;
  });
}
