/** PCI configuration by ports CF8h and CFCh (PCI 3.0 §3.2.2.3.2), bus 0 only: enough to configure one device. */
import { hexDigits } from "../../text/hex.ts";
import { LabError } from "../lab-error.ts";
import type { WidePortIo } from "./port-io.ts";

const CONFIG_ADDRESS = 0xcf8;
const CONFIG_DATA = 0xcfc;
const ENABLE = 0x8000_0000;
const DEVICES_PER_BUS = 32;

/** Registers of the configuration header (PCI 3.0 §6.1). */
const Register = { Id: 0x00, Command: 0x04 } as const;
export const BAR_0 = 0x10;
const COMMAND_IO_AND_MEMORY = 0x0003;

export interface PciId {
  readonly vendor: number;
  readonly device: number;
}

/** A function of a device on bus 0. */
export class PciDevice {
  readonly #io: WidePortIo;
  readonly #address: number;

  constructor(io: WidePortIo, slot: number, fn = 0) {
    this.#io = io;
    this.#address = ENABLE + slot * 0x800 + fn * 0x100;
  }

  async is({ vendor, device }: PciId): Promise<boolean> {
    return (await this.readl(Register.Id)) === device * 0x1_0000 + vendor;
  }

  async readl(register: number): Promise<number> {
    const [, value] = await Promise.all([this.#select(register), this.#io.inl(CONFIG_DATA)]);
    return value;
  }

  async writel(register: number, value: number): Promise<void> {
    await Promise.all([this.#select(register), this.#io.outl(CONFIG_DATA, value)]);
  }

  async writew(register: number, value: number): Promise<void> {
    await Promise.all([this.#select(register), this.#io.outw(CONFIG_DATA + (register % 4), value)]);
  }

  async writeb(register: number, value: number): Promise<void> {
    await Promise.all([this.#select(register), this.#io.outb(CONFIG_DATA + (register % 4), value)]);
  }

  /** Sets a BAR to `base` and enables it. The BAR itself tells whether it is a port or a memory address. */
  async mapBar(register: number, base: number): Promise<void> {
    await Promise.all([this.writel(register, base), this.writew(Register.Command, COMMAND_IO_AND_MEMORY)]);
  }

  #select(register: number): Promise<void> {
    return this.#io.outl(CONFIG_ADDRESS, this.#address + register - (register % 4));
  }
}

/** Finds the first device with this id. Rejects with `LabError` "guest" if no device has it. */
export async function findPciDevice(io: WidePortIo, id: PciId): Promise<PciDevice> {
  for (let slot = 0; slot < DEVICES_PER_BUS; slot++) {
    const device = new PciDevice(io, slot);
    if (await device.is(id)) return device;
  }
  throw new LabError("guest", `no PCI device ${hexDigits(id.vendor, 4)}:${hexDigits(id.device, 4)} on bus 0`);
}
