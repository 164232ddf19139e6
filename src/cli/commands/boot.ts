/** `boot`: shows and sets the boot device. */
import { Argument, type Command } from "commander";
import type { ResultOf } from "../../control/calls.ts";
import { UsageError } from "../../service/errors.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { list } from "../output/table.ts";

/** Devices of the call `boot.set`. Not imported from there: that would load zod for every command line. */
const DEVICES = ["none", "pxe", "disk", "safe", "diag", "cdrom", "bios", "floppy"] as const;
type Device = (typeof DEVICES)[number];

const HELP = `
The devices are those of ipmitool's chassis bootdev. set is for the next boot, whatever causes it; none takes it back.
QEMU boots from pxe, disk, safe and cdrom if the BMC reaches its boot order (docs/tasks/boot-once.md); firmware that
reads the boot flags does as they say.

Examples:
  extern-bmc boot
  extern-bmc boot set pxe
  extern-bmc boot set disk --persistent --efi
  extern-bmc boot set none

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the command line is wrong.`;

interface BootCommandOptions extends ControlOptions {
  readonly persistent?: true;
  readonly efi?: boolean;
}

export function addBoot(program: Command): void {
  addControlOptions(program.command("boot").description("show or set the boot device"))
    .addArgument(new Argument("[action]", "what to do").choices(["show", "set"]).default("show"))
    .addArgument(new Argument("[device]", "for set: what to boot from").choices(DEVICES))
    .option("--persistent", "for set: for all boots to come, rather than the next one")
    .option("--efi", "for set: ask the firmware for a UEFI boot")
    .option("--no-efi", "for set: ask it for a legacy boot")
    .addHelpText("after", HELP)
    .action(async (action: "show" | "set", device: Device | undefined, options: BootCommandOptions) => {
      const { persistent, efi } = options;
      if (action === "show" && (device ?? persistent ?? efi) !== undefined) {
        throw new UsageError("boot show takes neither a device nor --persistent or --efi; use boot set DEVICE");
      }
      const result = await onDaemon(options, (control, meant) => {
        if (action === "show") return control.call("boot.get", meant);
        return control.call("boot.set", { ...meant, device: wanted(device), persistent, efi });
      });
      print(options, result, inWords);
    });
}

function wanted(device: Device | undefined): Device {
  if (device !== undefined) return device;
  throw new UsageError(`boot set has no device; expected one of ${DEVICES.join(", ")}`);
}

function inWords({ device, persistent, efi, setsBootOrder }: ResultOf<"boot.get">): string {
  return list([
    ["Boot device", device],
    ...(device === "none"
      ? []
      : ([
          ["For", persistent ? "all boots" : "the next boot"],
          ["Boot type", efi ? "UEFI" : "legacy"],
          ["Carried out by", setsBootOrder ? "boot order and firmware" : "firmware that reads boot flags"],
        ] as const)),
  ]);
}
