/**
 * A disk that UEFI and BIOS boot alike: a FAT12 volume without partitions. Its boot sector is for a BIOS; UEFI starts
 * EFI/BOOT/BOOTX64.EFI.
 *
 *   sector 0 boot sector   1 two FATs   19 root directory   33 cluster 2: EFI   3: BOOT   4, 5: BOOTX64.EFI
 */
import { bootSectorCode, efiApplication } from "./boot-program.ts";

const SECTOR = 512;
const SECTORS = 2880;
const FAT_SECTORS = 9;
const ENTRY_SIZE = 32;
const ROOT_ENTRIES = 224;
const FATS = [1, 1 + FAT_SECTORS] as const;
const ROOT = 1 + 2 * FAT_SECTORS;
const FIRST_CLUSTER = ROOT + (ROOT_ENTRIES * ENTRY_SIZE) / SECTOR;
const CODE_OFFSET = 0x3e;

const Cluster = { Efi: 2, Boot: 3, Program: 4 } as const;
/** The FAT: media type and filler, then for each cluster the next one of its file, FFFh at the end. */
const CHAIN = [0xff8, 0xfff, 0xfff, 0xfff, 0x005, 0xfff];

const Attribute = { Directory: 0x10, Archive: 0x20 } as const;

export function bootDisk(): Uint8Array {
  const disk = Buffer.alloc(SECTORS * SECTOR);
  disk.set(bootSector());
  for (const fat of FATS) disk.set(packed(CHAIN), fat * SECTOR);
  const program = efiApplication();
  const at = (cluster: number) => (FIRST_CLUSTER + cluster - 2) * SECTOR;
  disk.set(entry("EFI        ", Attribute.Directory, Cluster.Efi), ROOT * SECTOR);
  disk.set(directory(Cluster.Efi, 0, entry("BOOT       ", Attribute.Directory, Cluster.Boot)), at(Cluster.Efi));
  const file = entry("BOOTX64 EFI", Attribute.Archive, Cluster.Program, program.length);
  disk.set(directory(Cluster.Boot, Cluster.Efi, file), at(Cluster.Boot));
  disk.set(program, at(Cluster.Program));
  return disk;
}

/** A jump, the BIOS parameter block, the code, the signature. */
function bootSector(): Buffer {
  const sector = Buffer.alloc(SECTOR);
  sector.set([0xeb, CODE_OFFSET - 2, 0x90]);
  sector.write("EXTERN  ", 3);
  sector.writeUInt16LE(SECTOR, 11);
  sector.writeUInt8(1, 13); // sectors per cluster
  sector.writeUInt16LE(1, 14); // reserved sectors
  sector.writeUInt8(FATS.length, 16);
  sector.writeUInt16LE(ROOT_ENTRIES, 17);
  sector.writeUInt16LE(SECTORS, 19);
  sector.writeUInt8(0xf8, 21); // a fixed disk
  sector.writeUInt16LE(FAT_SECTORS, 22);
  sector.writeUInt16LE(18, 24); // sectors per track
  sector.writeUInt16LE(2, 26); // heads
  sector.writeUInt8(0x80, 36); // drive number
  sector.writeUInt8(0x29, 38); // the next three fields exist
  sector.writeUInt32LE(0x1bac_c055, 39);
  sector.write("EXTERN-BMC FAT12   ", 43);
  sector.set(bootSectorCode(CODE_OFFSET), CODE_OFFSET);
  sector.set([0x55, 0xaa], SECTOR - 2);
  return sector;
}

/** Packs entries of 12 bits, two in three bytes. */
function packed(entries: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc((entries.length / 2) * 3);
  for (let i = 0; i < entries.length; i += 2) {
    bytes.writeUIntLE((entries[i] ?? 0) + (entries[i + 1] ?? 0) * 0x1000, (i / 2) * 3, 3);
  }
  return bytes;
}

function directory(self: number, parent: number, content: Uint8Array): Uint8Array {
  const links = [entry(".          ", Attribute.Directory, self), entry("..         ", Attribute.Directory, parent)];
  return Buffer.concat([...links, content]);
}

function entry(name: string, attribute: number, cluster: number, size = 0): Buffer {
  const bytes = Buffer.alloc(ENTRY_SIZE);
  bytes.write(name);
  bytes.writeUInt8(attribute, 11);
  bytes.writeUInt16LE(0x5c21, 24); // modified on 2026-01-01
  bytes.writeUInt16LE(cluster, 26);
  bytes.writeUInt32LE(size, 28);
  return bytes;
}
