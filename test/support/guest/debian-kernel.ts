/** The Debian kernel of this machine, as an image that a guest starts quickly. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { debian } from "../setup/debian-packages.ts";
import { unxz } from "./unxz.ts";

export interface DebianKernel {
  /** Output of `uname -r`. */
  readonly release: string;
  readonly imagePath: string;
}

/** The newest in /boot with its modules; not a cloud kernel, which has no IPMI drivers. Throws if it is missing. */
export function newestKernel(): DebianKernel {
  const releases = readdirSync("/boot")
    .map((name) => /^vmlinuz-(.+-amd64)$/.exec(name)?.[1])
    .filter((release) => release !== undefined)
    .filter((release) => !/-(cloud|rt)-/.test(release) && existsSync(modulesDirectory(release)))
    .sort(new Intl.Collator("en", { numeric: true }).compare);
  const release = releases.at(-1);
  if (release === undefined) {
    throw new Error(`no kernel for the guest: expected /boot/vmlinuz-*-amd64; apt-get install ${debian.linux.name}`);
  }
  return { release, imagePath: `/boot/vmlinuz-${release}` };
}

export function modulesDirectory(release: string): string {
  return join("/lib/modules", release);
}

const ELF_MAGIC = Buffer.from("\x7fELF", "latin1");
/** Fields of the x86 boot protocol's setup header (Documentation/arch/x86/boot.rst). */
const SETUP_SECTORS = 0x1f1;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;
const SECTOR_SIZE = 512;

/**
 * The vmlinux inside a bzImage, which QEMU starts through its PVH entry: unpacking xz takes us 0.7 s and a guest under
 * TCG 3. Returns the image unchanged when it is packed in another way than Debian's.
 */
export function unpackKernel(image: Buffer): Buffer {
  // The setup code is one sector longer than it says: the boot sector comes before it.
  const start = (image.readUInt8(SETUP_SECTORS) + 1) * SECTOR_SIZE + image.readUInt32LE(PAYLOAD_OFFSET);
  const kernel = unxz(image.subarray(start, start + image.readUInt32LE(PAYLOAD_LENGTH)));
  return kernel.subarray(0, ELF_MAGIC.length).equals(ELF_MAGIC) ? kernel : image;
}
