/**
 * A QEMU that runs the test firmware: a Q35 with SMM, our ROM and an IPMI device. It starts paused and reports into a
 * file, so that the report outlives the process.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PortInterface } from "../host.ts";
import { type QemuInFolder, startInFolder } from "../qemu/qemu-in-folder.ts";

export interface FirmwareQemuOptions {
  /** A file name, or a command on the PATH. */
  readonly binary: string;
  readonly interface: PortInterface;
  /** Argument of -accel: "tcg,thread=single", "tcg,thread=multi" or "kvm". */
  readonly accelerator: string;
  /** Whether the guest may reset the machine. Otherwise a reset ends QEMU, so that a fault of the firmware does. */
  readonly resets: boolean;
  /** Arguments appended unchanged. */
  readonly extraArgs: readonly string[];
}

export interface FirmwareQemu extends QemuInFolder {
  /** The socket where QEMU listens for the BMC once the machine is built. */
  readonly bmcPath: string;
  /** Returns everything that the firmware has written to its debug console. */
  report(): Promise<Uint8Array>;
}

/** File names in QEMU's working directory. */
const File = { Rom: "rom", Bmc: "bmc", Report: "report" } as const;

export async function startFirmwareQemu(options: FirmwareQemuOptions, rom: Uint8Array): Promise<FirmwareQemu> {
  const qemu = await startInFolder(options.binary, firmwareArguments(options), async (folder) => {
    await writeFile(join(folder, File.Rom), rom);
    await writeFile(join(folder, File.Report), "");
  });
  return {
    ...qemu,
    bmcPath: join(qemu.folder, File.Bmc),
    // A plain Uint8Array, because the answers in it are compared with those of other hosts.
    report: async () => new Uint8Array(await readFile(join(qemu.folder, File.Report))),
  };
}

/** QEMU's arguments. `wait=off`: a chardev that is connected before the device is created crashes QEMU. */
export function firmwareArguments(options: FirmwareQemuOptions): string[] {
  return [
    ...["-machine", "q35,smm=on", "-accel", options.accelerator, "-m", "16", "-nodefaults", "-display", "none"],
    ...["-S", ...(options.resets ? [] : ["-no-reboot"]), "-bios", File.Rom],
    ...["-chardev", `socket,id=bmc-link,path=${File.Bmc},server=on,wait=off`],
    ...["-device", "ipmi-bmc-extern,id=bmc,chardev=bmc-link"],
    ...["-device", `isa-ipmi-${options.interface},id=ipmi,bmc=bmc`],
    ...["-chardev", `file,id=report,path=${File.Report}`, "-device", "isa-debugcon,chardev=report"],
    ...["-device", "isa-debug-exit"],
    ...options.extraArgs,
  ];
}
