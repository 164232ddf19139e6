/**
 * The processor time of each turn of the event loop, for `node --import`. Turns of over 1 ms are lines of the file that
 * TURN_LOG names: milliseconds of this thread's processor time, which other processes on the machine do not lengthen.
 * The line "open" precedes the first turn that began with a file at TURN_DOOR.
 */
import { appendFileSync, existsSync } from "node:fs";

const { TURN_LOG = "/dev/null", TURN_DOOR = "" } = process.env;
const SHOWN_MS = 1;

/** Processor time of this thread so far. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

let lastMs = cpuMs();
let isOpen = false;

function measure(): void {
  const tookMs = cpuMs() - lastMs;
  if (tookMs > SHOWN_MS) appendFileSync(TURN_LOG, `${tookMs.toFixed(1)}\n`);
  if (!isOpen && existsSync(TURN_DOOR)) {
    isOpen = true;
    appendFileSync(TURN_LOG, "open\n");
  }
  lastMs = cpuMs();
  setImmediate(measure);
}

measure();
