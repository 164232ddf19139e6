/**
 * Where a boot spends its time: samples of the first CPU's instruction pointer, added up by page of code. Firmware that
 * waits for the BMC polls in one or two pages, in which the faultless boot spends next to no time.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../lab-error.ts";
import type { Qmp } from "../qemu/qmp.ts";
import type { CpuTime } from "./cpu-time.ts";

export interface PageTime {
  /** Time of the guest's clock. */
  readonly wallMs: number;
  /** Processor time; as much as the guest's clock if the host does not tell. */
  readonly ranMs: number;
}

/** Times by page number. */
export type Profile = ReadonlyMap<number, PageTime>;

const SAMPLE_EVERY_MS = 20;
const PAGE_SIZE = 4096;

/** Samples until `signal` aborts, or QEMU ends. Half of the time between two samples goes to the page of each. */
export async function sampleProfile(
  qmp: Qmp,
  cpuTime: () => CpuTime | undefined,
  signal: AbortSignal,
): Promise<Profile> {
  const profile = new Map<number, PageTime>();
  const add = (page: number, wall: number, ran: number) => {
    const { wallMs, ranMs } = profile.get(page) ?? NO_TIME;
    profile.set(page, { wallMs: wallMs + wall, ranMs: ranMs + ran });
  };
  const now = () => ({ wallMs: performance.now(), ranMs: cpuTime()?.ranMs ?? performance.now() });
  let [last, lastPage] = [now(), RESET_PAGE];
  try {
    while (!signal.aborted) {
      const page = pageIn(await qmp.execute("human-monitor-command", { "command-line": "info registers" }));
      const { wallMs, ranMs } = now();
      for (const each of [lastPage, page]) add(each, (wallMs - last.wallMs) / 2, (ranMs - last.ranMs) / 2);
      [last, lastPage] = [{ wallMs, ranMs }, page];
      await sleep(SAMPLE_EVERY_MS);
    }
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
  }
  return profile;
}

const NO_TIME: PageTime = { wallMs: 0, ranMs: 0 };
/** Where an x86 starts: FFFFFFF0h. */
const RESET_PAGE = 0xf_ffff;

/** The page of the next instruction in HMP's "info registers". Real mode adds the base of CS. */
export function pageIn(registers: unknown): number {
  const pointer = /\b[ER]IP=([\da-f]+)/.exec(String(registers))?.[1] ?? "0";
  const base = /^CS *=[\da-f]+ ([\da-f]+)/m.exec(String(registers))?.[1] ?? "0";
  return Math.floor((Number(`0x${pointer}`) + Number(`0x${base}`)) / PAGE_SIZE);
}
