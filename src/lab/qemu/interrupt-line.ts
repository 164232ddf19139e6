/**
 * State of an ISA interrupt line, read from the PC's interrupt controllers (Intel 8259A): a level-triggered line shows
 * in the request register while it is raised. The only qtest commands it needs are inb and outb.
 */
import type { PortIo } from "./port-io.ts";

const CONTROLLERS = [
  { command: 0x20, edgeLevel: 0x4d0 },
  { command: 0xa0, edgeLevel: 0x4d1 },
] as const;
/** OCW3: the next read of the command port gives the interrupt request register. */
const READ_IRR = 0x0a;

/**
 * Makes the line level-triggered and returns a function that reads it. `irq` must be 3 to 7, 9 to 12, 14 or 15, the
 * lines that can be level-triggered. Call this before the device raises the line: an earlier edge stays latched.
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
