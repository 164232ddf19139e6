/** Host that plays the guest with firmware: a real QEMU runs our test ROM, which does the steps in and out of SMM. */
import { setTimeout as sleep } from "node:timers/promises";
import { hex } from "../../text/hex.ts";
import type { GuestStep, LabBmc, LabHost, PortInterface, Sighting } from "../host.ts";
import { LabError } from "../lab-error.ts";
import { describeEnd, shutdownReason } from "../qemu/qemu-in-folder.ts";
import { BmcLine } from "./bmc-line.ts";
import { type FirmwareQemu, startFirmwareQemu } from "./firmware-qemu.ts";
import { firmwareImage } from "./image.ts";
import { encodeProgram, longestMs } from "./program.ts";
import { readReport } from "./report.ts";

export interface FirmwareHostOptions {
  /** A file name, or a command on the PATH. */
  readonly binary: string;
  readonly interface: PortInterface;
  /** Argument of QEMU's -accel. Defaults to "tcg". */
  readonly accelerator?: string;
  /** Arguments appended to QEMU's command line unchanged. */
  readonly extraArgs?: readonly string[];
  /** Called with QEMU's command line once its machine is built. */
  readonly started?: (commandLine: string) => void;
  /** Time that a run may take beyond the steps' own waits, including the start. Defaults to 30,000. */
  readonly slackMs?: number;
}

const DEFAULT_SLACK_MS = 30_000;

/** Exit codes that isa-debug-exit makes of the firmware's 10h and 11h. */
const Exit = { Finished: 0x21, Fault: 0x23 } as const;

/**
 * A host whose `run` rejects with `LabError` if there is no finding: "start" if the machine did not start, "ended" if
 * it ended before the firmware was done (a BMC that resets it or powers it off causes that too), "guest" if the
 * firmware met a fault, "timeout", or "refused" if firmware cannot do these steps. The message has QEMU's standard
 * error.
 *
 * Virtual time begins with the first step. If the first request comes more than 4 s later, QEMU's own timeout of its
 * greeting comes first: an answer with id FFh, which a QEMU that accepts any id passes to the guest.
 */
export function firmwareHost(options: FirmwareHostOptions): LabHost {
  const { accelerator = "tcg", extraArgs = [], slackMs = DEFAULT_SLACK_MS } = options;
  return {
    async run(steps, bmc) {
      const resets = steps.some(({ kind }) => kind === "reset");
      const rom = firmwareImage(encodeProgram(steps, options.interface));
      await using qemu = await startFirmwareQemu({ ...options, accelerator, extraArgs, resets }, rom);
      const clock = new AbortController();
      try {
        const work = carryOut(qemu, steps, bmc, options.started);
        return await Promise.race([work, outOfTime(longestMs(steps) + slackMs, clock.signal)]);
      } catch (error) {
        throw error instanceof LabError ? await withEvidence(error, qemu) : error;
      } finally {
        clock.abort();
      }
    },
  };
}

async function carryOut(
  qemu: FirmwareQemu,
  steps: readonly GuestStep[],
  bmc: LabBmc,
  started: FirmwareHostOptions["started"],
): Promise<readonly Sighting[]> {
  const qmp = await qemu.qmp;
  started?.(qemu.commandLine);
  using line = new BmcLine(qemu.bmcPath, bmc);
  await line.open();
  await qmp.execute("cont");
  const how = await qemu.ended;
  if (how === Exit.Finished || how === Exit.Fault) return readReport(await qemu.report(), steps);
  throw new LabError(
    "ended",
    `QEMU ended (${describeEnd(how)}${await shutdownReason(qmp)}) before the firmware was done`,
  );
}

async function outOfTime(ms: number, signal: AbortSignal): Promise<never> {
  await sleep(ms, undefined, { signal });
  throw new LabError("timeout", `the firmware was not done after ${ms} ms`);
}

async function withEvidence({ fault, message }: LabError, qemu: FirmwareQemu): Promise<LabError> {
  const report = hex(await qemu.report()) || "nothing";
  return new LabError(fault, `${message}\nthe firmware reported ${report}\n${qemu.stderr()}${qemu.commandLine}`);
}
