import { expect, test } from "vitest";
import { bootDisk } from "../../../src/lab/own-firmware/boot-disk.ts";
import { BOOTED } from "../../../src/lab/own-firmware/boot-program.ts";

const disk = Buffer.from(bootDisk());
const SECTOR = 512;

/** The next cluster of a file in a FAT12. */
const next = (cluster: number) => {
  const pair = disk.readUInt16LE(SECTOR + Math.floor(cluster * 1.5));
  return cluster % 2 === 0 ? pair & 0xfff : pair >> 4;
};

/** The bytes of a file or directory, by its first cluster. */
function bytesOf(first: number): Buffer {
  const parts: Buffer[] = [];
  for (let cluster = first; cluster < 0xff8; cluster = next(cluster)) {
    const start = (33 + cluster - 2) * SECTOR;
    parts.push(disk.subarray(start, start + SECTOR));
  }
  return Buffer.concat(parts);
}

const entriesOf = (directory: Buffer) =>
  Array.from({ length: directory.length / 32 }, (_, i) => directory.subarray(32 * i, 32 * i + 32))
    .filter((entry) => entry[0] !== 0)
    .map((entry) => ({
      name: entry.toString("latin1", 0, 11),
      cluster: entry.readUInt16LE(26),
      size: entry.readUInt32LE(28),
    }));

test("the disk has a boot sector with the code of a BIOS's program", () => {
  expect([disk[0], disk[510], disk[511]]).toEqual([0xeb, 0x55, 0xaa]);
  expect(disk.subarray(0, SECTOR).includes(BOOTED)).toBe(true);
  expect(disk.length).toBe(disk.readUInt16LE(19) * disk.readUInt16LE(11));
});

test("the disk has EFI/BOOT/BOOTX64.EFI, a PE32+ image for x86-64, in both FATs", () => {
  const [efi] = entriesOf(disk.subarray(19 * SECTOR, 33 * SECTOR));
  const boot = entriesOf(bytesOf(efi?.cluster ?? 0)).find(({ name }) => name === "BOOT       ");
  const file = entriesOf(bytesOf(boot?.cluster ?? 0)).find(({ name }) => name === "BOOTX64 EFI");
  const program = bytesOf(file?.cluster ?? 0);
  expect(program.length).toBe(file?.size);
  const header = program.readUInt32LE(0x3c);
  expect(program.toString("latin1", 0, 2)).toBe("MZ");
  expect(program.toString("latin1", header, header + 4)).toBe("PE\0\0");
  expect(program.readUInt16LE(header + 4)).toBe(0x8664);
  expect(program.readUInt16LE(header + 24)).toBe(0x20b);
  expect(program.includes(BOOTED)).toBe(true);
  expect(disk.subarray(SECTOR, 10 * SECTOR)).toEqual(disk.subarray(10 * SECTOR, 19 * SECTOR));
});
