/** Host that plays the guest with UEFI: a real QEMU runs OVMF, and two drivers of ours do the steps in and out of SMM. */
import { BmcLine } from "../firmware/bmc-line.ts";
import { longestMs } from "../firmware/program.ts";
import type { GuestStep, LabBmc, LabHost, PortInterface } from "../host.ts";
import { LabError } from "../lab-error.ts";
import { DriverLine } from "./driver-line.ts";
import { EXCHANGE_LIMIT_MS, encodeProgram, splitAtResets } from "./program.ts";
import { type ReportRecord, readRecords } from "./report.ts";
import { BOOT_PATIENCE_MS, orEnd, type UefiBoots, untilPaused } from "./uefi-boots.ts";
import { startUefiQemu, type UefiMachine, type UefiQemu } from "./uefi-qemu.ts";

export interface UefiHostOptions extends UefiMachine {
  readonly boots: UefiBoots;
  /** Called with QEMU's command line once its machine is built. */
  readonly started?: (commandLine: string) => void;
}

/**
 * A host whose `run` rejects with `LabError` if there is no finding. The machine is paused until the BMC is connected and
 * the drivers have their program, so the guest's clock starts with the first step.
 */
export function uefiHost(options: UefiHostOptions): LabHost {
  return {
    async run(steps, bmc) {
      const parts = splitAtResets(steps);
      const programs = parts.map((part) => encodeProgram(part, options.interface));
      const { firmware, statePath } = await options.boots.of(options);
      await using qemu = await startUefiQemu(options, firmware, statePath);
      try {
        const patienceMs = parts.length * BOOT_PATIENCE_MS + longestMs(steps) + exchangesMs(steps, options.interface);
        const work = carryOut(qemu, programs, bmc, options);
        const records = await orEnd(qemu, patienceMs, "the UEFI drivers are not done", work);
        return readRecords(records, steps);
      } catch (error) {
        throw error instanceof LabError
          ? new LabError(error.fault, `${error.message}\n${qemu.stderr()}${qemu.commandLine}`)
          : error;
      }
    },
  };
}

async function carryOut(
  qemu: UefiQemu,
  programs: readonly Uint8Array[],
  bmc: LabBmc,
  options: UefiHostOptions,
): Promise<readonly ReportRecord[]> {
  const qmp = await qemu.qmp;
  options.started?.(qemu.commandLine);
  await untilPaused(qmp);
  using drivers = new DriverLine(qemu.openSerial());
  using line = new BmcLine(qemu.bmcPath, bmc);
  await line.open();
  const records: ReportRecord[] = [];
  for (const [index, program] of programs.entries()) {
    drivers.send(program, options.interface);
    if (index === 0) await qmp.execute("cont");
    records.push(...(index + 1 < programs.length ? await drivers.untilBooted() : await drivers.untilEnd()));
  }
  return records;
}

/** The longest time that exchanges can take: two polls each. */
function exchangesMs(steps: readonly GuestStep[], via: PortInterface): number {
  return steps.reduce((sum, step) => {
    if (step.kind === "smi" || step.kind === "ap") return sum + exchangesMs(step.steps, via);
    return sum + (step.kind === "exchange" ? 2 * EXCHANGE_LIMIT_MS[via] : 0);
  }, 0);
}
