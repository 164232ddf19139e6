/** The user's firmware image: what kind it is, and QEMU's arguments for it. */
import { closeSync, constants, copyFileSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { escapeCommas } from "../qemu/command-line.ts";

/** "flash": mapped as flash memory (-drive if=pflash). "rom": loaded by -bios. */
export const IMAGE_KINDS = ["flash", "rom"] as const;
export type ImageKind = (typeof IMAGE_KINDS)[number];

export interface FirmwareImage {
  readonly path: string;
  readonly kind: ImageKind;
  /** File of the UEFI variables, if they are not in the image. */
  readonly variablesPath?: string | undefined;
  /** The image requires System Management Mode: its flash may be written in SMM only, and the machine has no S3. */
  readonly smm: boolean;
}

/** UEFI PI 1.8, volume 3, §3.2.1: a firmware volume has its signature at this offset. */
const VOLUME_SIGNATURE = { offset: 0x28, text: "_FVH" };

/**
 * UEFI images begin with a firmware volume and go into flash; SeaBIOS, coreboot and everything else go to -bios.
 * @throws Error when the name is not that of a readable, regular file
 */
export function imageKind(path: string): ImageKind {
  const bytes = Buffer.alloc(VOLUME_SIGNATURE.text.length);
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw new Error(`${path} is not a regular file`);
    readSync(file, bytes, 0, bytes.length, VOLUME_SIGNATURE.offset);
  } finally {
    closeSync(file);
  }
  return bytes.toString("latin1") === VOLUME_SIGNATURE.text ? "flash" : "rom";
}

/** Copies the image's files into `directory`, so that a boot changes copies only, and returns QEMU's arguments. */
export function imageArguments({ path, kind, variablesPath, smm }: FirmwareImage, directory: string): string[] {
  const copy = (source: string, name: string) => {
    const target = join(directory, name);
    copyFileSync(source, target);
    return escapeCommas(target);
  };
  const image = copy(path, "firmware.fd");
  if (kind === "rom") return ["-bios", image];
  // Variables inside the image must be writable; where they have a file, only that file is.
  const readonly = variablesPath === undefined ? "" : ",readonly=on";
  const flash = ["-drive", `if=pflash,format=raw,unit=0${readonly},file=${image}`];
  if (variablesPath !== undefined) {
    flash.push("-drive", `if=pflash,format=raw,unit=1,file=${copy(variablesPath, "variables.fd")}`);
  }
  return smm ? [...flash, ...SMM_ARGUMENTS] : flash;
}

const SMM_ARGUMENTS = [
  ...["-global", "driver=cfi.pflash01,property=secure,value=on"],
  ...["-global", "ICH9-LPC.disable_s3=1"],
];
