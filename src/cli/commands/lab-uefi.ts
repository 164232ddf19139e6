/** Options of `lab run --host uefi`. */
import { type Command, Option } from "commander";
import { LabError } from "../../lab/lab-error.ts";
import { UefiBoots } from "../../lab/uefi/uefi-boots.ts";
import { DEFAULT_OVMF } from "../../lab/uefi/uefi-firmware.ts";
import { TCG_THREADS, type TcgThread } from "../../lab/uefi/uefi-qemu.ts";
import { UsageError } from "../../service/errors.ts";
import { wholeNumber } from "../options/parsers.ts";

export interface UefiOptions {
  readonly ovmf?: string;
  readonly cpus?: number;
  readonly tcgThread?: TcgThread;
}

/** With more, the boot alone takes minutes. */
const MAX_CPUS = 16;

export function addUefiOptions(command: Command): void {
  command
    .option("--ovmf <path>", `OVMF code image with SMM, with --host uefi; defaults to ${DEFAULT_OVMF}`)
    .addOption(
      new Option("--cpus <number>", "vCPUs, with --host uefi; defaults to those that the scenario needs").argParser(
        wholeNumber(1, MAX_CPUS),
      ),
    )
    .addOption(
      new Option(
        "--tcg-thread <kind>",
        "one thread for all vCPUs or one for each, with --host uefi; defaults to single",
      ).choices(TCG_THREADS),
    );
}

/** @throws UsageError when such an option is given for another host */
export function checkUefiOptions(
  host: string | undefined,
  { ovmf, cpus, tcgThread, accel }: UefiOptions & { readonly accel?: string },
): void {
  if (tcgThread !== undefined && accel !== undefined && accel !== "tcg")
    throw new UsageError(`--tcg-thread is for TCG; leave it out with --accel ${accel}`);
  for (const [option, value] of Object.entries({ "--ovmf": ovmf, "--cpus": cpus, "--tcg-thread": tcgThread })) {
    if (value !== undefined && host !== "uefi") throw new UsageError(`${option} needs --host uefi`);
  }
}

/** The machines that all runs of one command line share; nothing boots before the first one is needed. */
export function uefiBoots({ ovmf = DEFAULT_OVMF }: UefiOptions): UefiBoots {
  return new UefiBoots(ovmf);
}

/** @throws UsageError when the image cannot be read, or is not one that takes the lab's drivers */
export async function checkOvmf(boots: UefiBoots): Promise<void> {
  await boots.firmware().catch((error: unknown) => {
    throw error instanceof LabError && error.fault === "image" ? new UsageError(error.message) : error;
  });
}
