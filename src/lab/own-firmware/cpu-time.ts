/**
 * The time that a thread ran, and the time that it was ready to run and another had the processor. On Linux, with
 * scheduler statistics; undefined elsewhere.
 */
import { readFileSync } from "node:fs";

export interface CpuTime {
  readonly ranMs: number;
  /** Ready to run, and not running: the host's load. */
  readonly readyMs: number;
}

export function cpuTimeOf(threadId: number): CpuTime | undefined {
  try {
    const [ranNs, readyNs] = readFileSync(`/proc/${threadId}/schedstat`, "utf8").split(" ", 2);
    const time = { ranMs: Number(ranNs) / 1e6, readyMs: Number(readyNs) / 1e6 };
    return Number.isFinite(time.ranMs) && Number.isFinite(time.readyMs) && time.ranMs > 0 ? time : undefined;
  } catch {
    return undefined;
  }
}

export function cpuTimeBetween(from: CpuTime | undefined, to: CpuTime | undefined): CpuTime | undefined {
  return from && to && { ranMs: to.ranMs - from.ranMs, readyMs: to.readyMs - from.readyMs };
}
