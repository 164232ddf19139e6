/**
 * The processor time of each turn of the event loop, for `node --import`. Turns of over 1 ms are lines of the file that
 * TURN_LOG names: milliseconds of this thread's processor time, which other processes on the machine do not lengthen.
 */
import { appendFileSync } from "node:fs";

const { TURN_LOG } = process.env;
const SHOWN_MS = 1;

/** Processor time of this thread so far. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

let lastMs = cpuMs();

function measure(): void {
  const tookMs = cpuMs() - lastMs;
  if (TURN_LOG !== undefined && tookMs > SHOWN_MS) appendFileSync(TURN_LOG, `${tookMs.toFixed(1)}\n`);
  lastMs = cpuMs();
  setImmediate(measure);
}

measure();
