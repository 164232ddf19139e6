/** A disk that boots by itself: its first sector asks Get Device ID on BT (E4h to E6h), reads the answer, and powers off. */

const BT = 0xe4;
const DATA = 0xe5;
const CLR_WR_PTR = 0x01;
const H2B_ATN = 0x04;
const B2H_ATN = 0x08;
/** Length, netFn App, sequence number, command. */
const GET_DEVICE_ID = [0x03, 0x18, 0x00, 0x01];

/** 8086: mov al, value; out port, al. */
const out = (port: number, value: number) => [0xb0, value, 0xe6, port];
/** in al, port; test al, bits; jz to the first of these. */
const untilSet = (port: number, bits: number) => [0xe4, port, 0xa8, bits, 0x74, 0xfa];
/** PM1a control of QEMU's pc as SeaBIOS places it, sleep type and enable: mov dx, 604h; mov ax, 2000h; out dx, ax; hlt. */
const POWER_OFF = [0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, 0xf4];

const SECTOR_SIZE = 512;

export function askingDisk(): Buffer {
  const sector = Buffer.alloc(SECTOR_SIZE);
  Buffer.from([
    ...out(BT, CLR_WR_PTR),
    ...GET_DEVICE_ID.flatMap((byte) => out(DATA, byte)),
    ...out(BT, H2B_ATN),
    ...untilSet(BT, B2H_ATN),
    ...POWER_OFF,
  ]).copy(sector);
  sector.writeUInt16LE(0xaa55, SECTOR_SIZE - 2);
  return sector;
}
