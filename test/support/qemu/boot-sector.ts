/** A disk for `qemu-system-x86_64 disk.img`: its boot sector asks on BT who the BMC is, and powers the machine off. */

/** Real mode, at 7C00h. QEMU answers D2h while it has no BMC, so the code asks until the completion code is 00h. */
const CODE = [
  ...[0xb0, 0x01, 0xe6, 0xe4], // again: CLR_WR_PTR to the control register
  ...[0xb0, 0x03, 0xe6, 0xe5], // length 3, netFn 6, seq 0, cmd 1 to the data register
  ...[0xb0, 0x18, 0xe6, 0xe5],
  ...[0xb0, 0x00, 0xe6, 0xe5],
  ...[0xb0, 0x01, 0xe6, 0xe5],
  ...[0xb0, 0x04, 0xe6, 0xe4], // H2B_ATN
  ...[0xe4, 0xe4, 0xa8, 0x08, 0x74, 0xfa], // until B2H_ATN
  ...[0xb0, 0x08, 0xe6, 0xe4], // B2H_ATN off, CLR_RD_PTR
  ...[0xb0, 0x02, 0xe6, 0xe4],
  ...[0xe4, 0xe5, 0xe4, 0xe5, 0xe4, 0xe5, 0xe4, 0xe5, 0xe4, 0xe5], // length, netFn, seq, cmd, completion code
  ...[0x84, 0xc0, 0x75, 0xcc], // unless it is 00h: again
  ...[0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef], // S5 where SeaBIOS has the pc's power management
  ...[0xf4, 0xeb, 0xfd], // halt
];

/** Sends back what comes at the first serial port; a break comes back as the letter B. */
const ECHO = [
  ...[0xfb, 0xba, 0xfa, 0x03, 0xb0, 0x01, 0xee], // interrupts, the port's FIFO
  ...[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x10, 0x75, 0x1a], // again: is there a break?
  ...[0xa8, 0x01, 0x75, 0x03, 0xf4, 0xeb, 0xf1], // or a byte? If not, halt until the timer's interrupt; again
  ...[0xb2, 0xf8, 0xec, 0x88, 0xc3], // read it
  ...[0xb2, 0xfd, 0xec, 0xa8, 0x20, 0x74, 0xfb], // answer: until the port is free
  ...[0xb2, 0xf8, 0x88, 0xd8, 0xee, 0xeb, 0xde], // write it; again
  ...[0xb2, 0xf8, 0xec, 0xb3, 0x42, 0xeb, 0xeb], // the break's byte; answer B
];

const SECTOR_SIZE = 512;
const DISK_SIZE = 1024 * 1024;

/** Halts, for ever: a machine that stays on. */
const IDLE = [0xf4, 0xeb, 0xfd];

export function askingDisk(): Uint8Array {
  return diskOf(CODE);
}

/** A disk for a machine that stays on and asks nothing. */
export function idleDisk(): Uint8Array {
  return diskOf(IDLE);
}

/** A disk whose machine is the other end of its first serial port. */
export function echoDisk(): Uint8Array {
  return diskOf(ECHO);
}

function diskOf(code: readonly number[]): Uint8Array {
  const disk = new Uint8Array(DISK_SIZE);
  disk.set(code);
  disk.set([0x55, 0xaa], SECTOR_SIZE - 2);
  return disk;
}
