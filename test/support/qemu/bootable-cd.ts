/** A CD that a BIOS boots (El Torito, without emulation). Its program writes a text to port E9h and to the serial port. */
import { HALT, saying } from "./two-boot-devices.ts";

const SECTOR_SIZE = 2048;
const LOCATIONS = { volume: 16, bootRecord: 17, end: 18, catalog: 19, program: 20, all: 32 } as const;
const UNIT_SIZE = 512;
const BOOTABLE = 0x88;

export function bootableCd(text: string): Uint8Array {
  const disc = new DataView(new ArrayBuffer(LOCATIONS.all * SECTOR_SIZE));
  const write = (sector: number, offset: number, content: string | readonly number[]) =>
    new Uint8Array(disc.buffer).set(Buffer.from(content as string, "latin1"), sector * SECTOR_SIZE + offset);
  write(LOCATIONS.volume, 0, "\x01CD001\x01");
  write(LOCATIONS.bootRecord, 0, "\x00CD001\x01EL TORITO SPECIFICATION");
  disc.setUint32(LOCATIONS.bootRecord * SECTOR_SIZE + 0x47, LOCATIONS.catalog, true);
  write(LOCATIONS.end, 0, "\xffCD001\x01");
  // Validation entry: its words add up to zero.
  write(LOCATIONS.catalog, 0, [1]);
  write(LOCATIONS.catalog, 0x1c, [0xaa, 0x55, 0x55, 0xaa]);
  const entry = LOCATIONS.catalog * SECTOR_SIZE + 0x20;
  const program = [...saying(text, (port) => [0xba, port & 0xff, port >> 8]), ...HALT];
  disc.setUint8(entry, BOOTABLE);
  disc.setUint16(entry + 6, Math.ceil(program.length / UNIT_SIZE), true);
  disc.setUint32(entry + 8, LOCATIONS.program, true);
  write(LOCATIONS.program, 0, program);
  return new Uint8Array(disc.buffer);
}
