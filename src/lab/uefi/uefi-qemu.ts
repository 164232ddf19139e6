/** A QEMU that runs OVMF with the lab's drivers: a Q35 with SMM, two flashes, a serial port and an IPMI device. */
import { copyFile, symlink } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { PortInterface } from "../host.ts";
import { type QemuInFolder, startInFolder } from "../qemu/qemu-in-folder.ts";
import type { Firmware } from "./uefi-firmware.ts";

export const TCG_THREADS = ["single", "multi"] as const;
export type TcgThread = (typeof TCG_THREADS)[number];

export interface UefiMachine {
  /** A file name, or a command on the PATH. */
  readonly binary: string;
  readonly interface: PortInterface;
  readonly cpus: number;
  /** Argument of -accel: "tcg,thread=single", "tcg,thread=multi" or "kvm". */
  readonly accelerator: string;
}

export interface UefiQemu extends QemuInFolder {
  /** The socket where QEMU listens for the BMC once the machine is built. */
  readonly bmcPath: string;
  /** Connects to the serial port that the drivers use. */
  openSerial(): Socket;
}

/** File names in QEMU's working directory. */
const File = { Code: "code.fd", Variables: "vars.fd", State: "state", Bmc: "bmc", Serial: "serial" } as const;

/** Starts the machine: from power-on, or paused in the state that another QEMU with the same machine has written. */
export async function startUefiQemu(machine: UefiMachine, firmware: Firmware, statePath?: string): Promise<UefiQemu> {
  const args = uefiArguments(machine);
  const incoming = statePath === undefined ? [] : ["-S", "-incoming", `exec:cat ${File.State}`];
  const qemu = await startInFolder(machine.binary, [...args, ...incoming], async (folder) => {
    await symlink(firmware.codePath, join(folder, File.Code));
    await copyFile(firmware.variablesPath, join(folder, File.Variables));
    if (statePath !== undefined) await symlink(statePath, join(folder, File.State));
  });
  return {
    ...qemu,
    bmcPath: join(qemu.folder, File.Bmc),
    openSerial: () => connect(join(qemu.folder, File.Serial)),
  };
}

/** QEMU's arguments. `wait=off`: a chardev that is connected before the device is created crashes QEMU. */
export function uefiArguments({ interface: via, cpus, accelerator }: UefiMachine): string[] {
  return [
    ...["-machine", "q35,smm=on", "-accel", accelerator, "-smp", String(cpus), "-m", "128"],
    ...["-nodefaults", "-display", "none"],
    // Only System Management Mode may write to the flash, and the SMM drivers need not save anything for S3.
    ...["-global", "driver=cfi.pflash01,property=secure,value=on", "-global", "ICH9-LPC.disable_s3=1"],
    ...["-drive", `if=pflash,format=raw,unit=0,readonly=on,file=${File.Code}`],
    ...["-drive", `if=pflash,format=raw,unit=1,file=${File.Variables}`],
    ...["-chardev", `socket,id=serial,path=${File.Serial},server=on,wait=off`],
    ...["-device", "isa-serial,iobase=0x2f8,irq=3,chardev=serial"],
    ...["-chardev", `socket,id=bmc-link,path=${File.Bmc},server=on,wait=off`],
    ...["-device", "ipmi-bmc-extern,id=bmc,chardev=bmc-link"],
    ...["-device", `isa-ipmi-${via},id=ipmi,bmc=bmc`],
  ];
}
