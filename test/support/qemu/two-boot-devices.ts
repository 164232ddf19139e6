/** A machine with a disk and a network device to boot from, each of which writes its name to port E9h and to the serial port. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { peImage, Subsystem } from "../../../src/lab/own-firmware/pe-image.ts";

const PORTS = [0xe9, 0x3f8];
export const HALT = [0xf4, 0xeb, 0xfd];
/** S5 where SeaBIOS has the pc's power management. */
const SWITCH_OFF = [0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef];
const SECTOR_SIZE = 512;
const DISK_SIZE = 1024 * 1024;

/** Writes disk.img, whose guest switches the machine off unless it is told to stay on, and tftp/network.0. Boots on BIOS. */
export function writeBiosBoots(directory: string, diskStaysOn = false): void {
  const disk = new Uint8Array(DISK_SIZE);
  const end = diskStaysOn ? HALT : [...SWITCH_OFF, ...HALT];
  disk.set([...saying("disk", (port) => [0xba, port & 0xff, port >> 8]), ...end]);
  disk.set([0x55, 0xaa], SECTOR_SIZE - 2);
  writeFileSync(join(directory, "disk.img"), disk);
  const network = [...saying("network", (port) => [0xba, port & 0xff, port >> 8]), ...HALT];
  write(directory, "tftp/network.0", Uint8Array.from(network));
}

/** Writes disk/EFI/BOOT/BOOTX64.EFI and tftp/network.efi. Both halt. */
export function writeUefiBoots(directory: string): void {
  const program = (name: string) => {
    const code = [...saying(name, (port) => [0x66, 0xba, port & 0xff, port >> 8]), ...HALT];
    return peImage(Uint8Array.from(code), Subsystem.EfiApplication);
  };
  write(directory, "disk/EFI/BOOT/BOOTX64.EFI", program("disk"));
  write(directory, "tftp/network.efi", program("network"));
}

/** Machine code; `point` loads a port into dx. */
export function saying(text: string, point: (port: number) => readonly number[]): readonly number[] {
  const output = [...`${text}\n`].flatMap((letter) => [0xb0, letter.charCodeAt(0), 0xee]);
  return PORTS.flatMap((port) => [...point(port), ...output]);
}

function write(directory: string, name: string, content: Uint8Array): void {
  mkdirSync(join(directory, name, ".."), { recursive: true });
  writeFileSync(join(directory, name), content);
}
