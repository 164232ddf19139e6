/** The ports of a system interface, as a guest's driver reads and writes them. */
import { hexNumber } from "../../text/hex.ts";
import { LabError } from "../lab-error.ts";
import type { PortIo } from "./port-io.ts";
import { type WaitUntil, withinMs } from "./wait-until.ts";

/** The status register of the interface. It never reads FFh. */
interface StatusRegister {
  readonly interface: string;
  readonly offset: number;
  readonly name: string;
}

/** A port without a device reads as this. */
const FLOATING = 0xff;

/** Longer than QEMU's own timeout, and than any daemon on the same machine needs. */
const DEFAULT_PATIENCE = withinMs(5000);

export class InterfacePorts {
  readonly waitUntil: WaitUntil;
  readonly #io: PortIo;
  readonly #base: number;
  readonly #register: StatusRegister;

  constructor(io: PortIo, base: number, register: StatusRegister, waitUntil: WaitUntil = DEFAULT_PATIENCE) {
    this.#io = io;
    this.#base = base;
    this.#register = register;
    this.waitUntil = waitUntil;
  }

  read(offset: number): Promise<number> {
    return this.#io.inb(this.#base + offset);
  }

  write(offset: number, byte: number): Promise<void> {
    return this.#io.outb(this.#base + offset, byte);
  }

  /** The status register's byte. Rejects with `LabError` "guest" when no device is at these ports. */
  async status(): Promise<Uint8Array> {
    const byte = await this.read(this.#register.offset);
    if (byte === FLOATING) throw await this.fault("no device at these ports");
    return Uint8Array.of(byte);
  }

  async fault(problem: string): Promise<LabError> {
    const { interface: kind, offset, name } = this.#register;
    return new LabError("guest", `${kind}: ${problem}; ${name} is ${hexNumber(await this.read(offset))}`);
  }
}
