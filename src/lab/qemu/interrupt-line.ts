/**
 * Whether an ISA interrupt line is up, seen through the PC's own interrupt controllers (Intel 8259A): a line made
 * level-triggered shows in the request register for as long as it is raised. Needs no qtest command but inb and outb.
 */
import type { PortIo } from "./port-io.ts";

const CONTROLLERS = [
  { command: 0x20, edgeLevel: 0x4d0 },
  { command: 0xa0, edgeLevel: 0x4d1 },
] as const;
/** OCW3: the next read of the command port gives the interrupt request register. */
const READ_IRR = 0x0a;

/**
 * Makes the line level-triggered and gives a function that reads it. `irq` is 3 to 7, 9 to 12, 14 or 15, the ones that
 * have this choice. To be called before the device raises the line: what it did before stays latched.
 */
export async function watchLine(io: PortIo, irq: number): Promise<() => Promise<boolean>> {
  const { command, edgeLevel } = irq < 8 ? CONTROLLERS[0] : CONTROLLERS[1];
  const line = 1 << (irq % 8);
  await io.outb(edgeLevel, (await io.inb(edgeLevel)) | line);
  return async () => {
    await io.outb(command, READ_IRR);
    return ((await io.inb(command)) & line) !== 0;
  };
}
