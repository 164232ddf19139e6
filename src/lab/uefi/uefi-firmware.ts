/** The firmware: OVMF with the lab's DXE driver and SMM driver in its firmware volume. */
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { LabError } from "../lab-error.ts";
import { DRIVERS } from "./drivers-code.ts";
import { type Driver, encodeDriver } from "./volume/driver-file.ts";
import { lzmaCompress, lzmaDecompress } from "./volume/lzma.ts";
import { addFiles } from "./volume/ovmf-image.ts";

/** Debian's OVMF with System Management Mode. */
export const DEFAULT_OVMF = "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd";

/** EFI_MM_CPU_PROTOCOL exists once every vCPU has its own SMRAM: from then on SMIs reach the drivers. */
const MM_CPU_PROTOCOL = "eb346b97-975f-4a9f-8b22-f8e92bb3d569";

const LAB_DRIVERS: readonly Driver[] = [
  {
    kind: "dxe",
    guid: "b5d9b1c6-0f3a-4a6e-8d57-2f1f1ce40001",
    name: "ExternBmcLabDxe",
    image: Buffer.from(DRIVERS.dxe, "base64"),
  },
  {
    kind: "mm",
    guid: "b5d9b1c6-0f3a-4a6e-8d57-2f1f1ce40002",
    name: "ExternBmcLabSmm",
    image: Buffer.from(DRIVERS.mm, "base64"),
    after: MM_CPU_PROTOCOL,
  },
];

export interface Firmware {
  /** Absolute path of the code image with the drivers. */
  readonly codePath: string;
  /** Path of the image for the second flash, which holds UEFI's variables. */
  readonly variablesPath: string;
}

/** Writes the code image into a folder. Rejects with `LabError` if this is not an OVMF with SMM, or xz is missing. */
export async function uefiFirmware(ovmfPath: string, folder: string): Promise<Firmware> {
  const variablesPath = variablesPathOf(ovmfPath);
  await readOvmf(variablesPath);
  const codePath = join(folder, "code.fd");
  await writeFile(codePath, await withDrivers(ovmfPath));
  return { codePath, variablesPath };
}

async function withDrivers(ovmfPath: string): Promise<Uint8Array> {
  const ovmf = await readOvmf(ovmfPath);
  try {
    return await addFiles(ovmf, LAB_DRIVERS.map(encodeDriver), { unpack: lzmaDecompress, pack: lzmaCompress });
  } catch (error) {
    throw error instanceof LabError && error.fault === "image"
      ? new LabError(error.fault, `${ovmfPath}: ${error.message}`)
      : error;
  }
}

async function readOvmf(path: string): Promise<Uint8Array> {
  return readFile(path).catch(({ code }: NodeJS.ErrnoException) => {
    throw new LabError(
      "image",
      `the OVMF image ${path} cannot be read (${code}); install Debian's package ovmf, or name another with --ovmf PATH`,
    );
  });
}

/** Returns "OVMF_VARS_4M.fd" for "OVMF_CODE_4M.secboot.fd". A blank flash would do too, but makes the boot 3 times as long. */
export function variablesPathOf(ovmfPath: string): string {
  return join(dirname(ovmfPath), basename(ovmfPath).replace(/CODE(_4M)?.*$/, "VARS$1.fd"));
}
