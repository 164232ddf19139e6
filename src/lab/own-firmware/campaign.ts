/** A campaign: the user's firmware boots once without a fault, and once with each fault. */
import { type Boot, type BootLimits, type BootOptions, bootOnce } from "./boot.ts";
import { extraMs } from "./extra-time.ts";
import { FAULTLESS, type Fault } from "./fault.ts";
import { type BootOutcome, outcomeOf } from "./verdict.ts";

export interface CampaignOptions {
  readonly boot: BootOptions;
  readonly faults: readonly Fault[];
  /** The longest time that a boot may take; undefined: as in `limitsOf`. */
  readonly limitMs: number | undefined;
  /** Extra time past which a boot is late. */
  readonly lateMs: number;
  /** The folder for the evidence of the boot with this name. */
  readonly keep: ((name: string) => string) | undefined;
  readonly progress: Progress;
}

export interface Progress {
  /** A boot begins; `limitMs`: the longest that it may take. */
  begins(fault: Fault, limitMs: number): void;
  ends(boot: Boot, outcome: BootOutcome): void;
}

export interface FaultResult {
  readonly boot: Boot;
  readonly outcome: BootOutcome;
  /** How much longer than the faultless boot it took, without the host's load; undefined if it did not boot. */
  readonly extraMs: number | undefined;
}

export interface Campaign {
  readonly faultless: Boot;
  /** Extra time past which a boot counts as late. */
  readonly lateMs: number;
  /** Empty if the faultless boot did not boot, or asked the BMC nothing. */
  readonly results: readonly FaultResult[];
}

/** Limit of the faultless boot: no firmware takes this long, on a busy host either. */
const FAULTLESS_LIMIT_MS = 180_000;
/** Extra faultless boots that doubts about lateness may cost. */
const MAX_REPEATS = 3;
/** A boot that is late by less than this many times the limit is doubtful. */
const DOUBTFUL = 1.5;

/** Boots once; a test has another than `bootOnce`. */
export type Booting = (options: BootOptions, fault: Fault, limits: BootLimits, keep?: string) => Promise<Boot>;

/** Runs the boots. Ends after the faultless one if that shows that the others would show nothing. */
export async function runCampaign(options: CampaignOptions, bootBy: Booting = bootOnce): Promise<Campaign> {
  const bootWith = (fault: Fault, limits: BootLimits, name: string = fault.name) => {
    options.progress.begins(fault, limits.limitMs);
    return bootBy(options.boot, fault, limits, options.keep?.(name));
  };
  const first = { limitMs: options.limitMs ?? FAULTLESS_LIMIT_MS, quietMs: Number.POSITIVE_INFINITY };
  const faultless = await bootWith(FAULTLESS, first);
  const { lateMs } = options;
  options.progress.ends(faultless, outcomeOf(faultless, [faultless], lateMs));
  if (faultless.end !== "booted" || faultless.requests === 0) return { faultless, lateMs, results: [] };

  const limits = limitsOf(faultless.guestMs, options.limitMs);
  const references = [faultless];
  const results: FaultResult[] = [];
  for (const fault of options.faults) {
    const faulty = await bootWith(fault, limits);
    if (isDoubtful(faulty, references, lateMs)) {
      references.push(await bootWith(FAULTLESS, limits, `${FAULTLESS.name}-${references.length + 1}`));
    }
    const result = judge(faulty, references, lateMs);
    options.progress.ends(faulty, result.outcome);
    results.push(result);
  }
  return { faultless, lateMs, results };
}

/**
 * The limits of a boot with a fault. A firmware waits up to 15 s for an answer and tries a few times, for some ten
 * commands; a host that has become busier makes its work take a multiple.
 */
export function limitsOf(
  faultlessMs: number,
  limitMs: number = Math.max(180_000, 120_000 + 6 * faultlessMs),
): BootLimits {
  return { limitMs, quietMs: Math.min(limitMs, Math.max(60_000, 30_000 + 3 * faultlessMs)) };
}

function judge(faulty: Boot, references: readonly Boot[], lateMs: number): FaultResult {
  const extra = faulty.end === "booted" ? extraMs(faulty, references) : undefined;
  return { boot: faulty, outcome: outcomeOf(faulty, references, lateMs), extraMs: extra };
}

/** Whether a boot is late by so little that another faultless boot may show it to be on time. */
function isDoubtful(faulty: Boot, references: readonly Boot[], lateMs: number): boolean {
  const { outcome, extraMs: extra = 0 } = judge(faulty, references, lateMs);
  return outcome === "boots late" && references.length <= MAX_REPEATS && extra < DOUBTFUL * lateMs;
}
