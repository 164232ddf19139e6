/**
 * How much longer a boot took than the faultless one, without the host's load. A firmware that waits for its BMC polls in a
 * page or two of code, where the faultless boot spends next to no time. Waits last by the guest's clock, so the time in such
 * pages is the same on an idle and on a busy host. All other pages hold work, which a busy host stretches.
 */
import type { CpuTime } from "./cpu-time.ts";
import type { Profile } from "./profile.ts";

/** The part of a boot that this depends on. */
export interface BootTime {
  /** Time of the guest's clock, from the first instruction on. */
  readonly guestMs: number;
  /** Processor time of the first CPU's thread; undefined if the host does not tell. */
  readonly cpu: CpuTime | undefined;
  readonly profile: Profile;
}

/** A page of waiting takes at least this time, */
const LEAST_WAIT_MS = 300;
/** and this many times the processor time that it takes in a faultless boot. */
const MULTIPLE = 5;
/** More pages of waiting than this are work: the code is at other addresses in each boot. */
const MAX_WAIT_PAGES = 8;
/** Processor time of the other pages varies by less than this part of a faultless boot. More is waiting too. */
const VARIATION = 0.5;

/** `references`: one or more faultless boots. */
export function extraMs(boot: BootTime, references: readonly BootTime[]): number {
  const waits = waitPages(boot.profile, references);
  const known = waits.length > MAX_WAIT_PAGES ? [] : waits;
  const sum = (of: "extraMs" | "ranMs") => known.reduce((total, wait) => total + wait[of], 0);
  const others = references.map((reference) => elsewhereMs(boot, sum("ranMs"), reference));
  const slept = references.map((reference) => sleptMs(boot) - sleptMs(reference));
  return Math.max(sum("extraMs"), Math.min(...slept)) + Math.min(...others);
}

function waitPages(profile: Profile, references: readonly BootTime[]) {
  return [...profile].flatMap(([page, { wallMs, ranMs }]) => {
    const usualMs = Math.max(...references.map((reference) => reference.profile.get(page)?.ranMs ?? 0));
    if (wallMs < LEAST_WAIT_MS || ranMs < MULTIPLE * usualMs) return [];
    const part = ranMs > 0 ? 1 - usualMs / ranMs : 1;
    return [{ extraMs: part * wallMs, ranMs: part * ranMs }];
  });
}

/**
 * Extra time outside the pages of waiting: more processor time than work explains, as time of the guest's clock. A
 * firmware waits there if it waits in the same page without a fault.
 */
function elsewhereMs({ guestMs, cpu }: BootTime, waitedMs: number, reference: BootTime): number {
  if (!cpu || !reference.cpu) return 0;
  const moreMs = cpu.ranMs - waitedMs - reference.cpu.ranMs;
  if (moreMs <= VARIATION * reference.cpu.ranMs) return 0;
  return moreMs * Math.min((cpu.ranMs + cpu.readyMs) / cpu.ranMs, guestMs / cpu.ranMs);
}

/** Time in which the CPU was halted. */
function sleptMs({ guestMs, cpu }: BootTime): number {
  return cpu ? Math.max(0, guestMs - cpu.ranMs - cpu.readyMs) : 0;
}
