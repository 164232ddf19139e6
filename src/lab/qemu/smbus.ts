/**
 * The SMBus host controller of Intel's ICH9 (data sheet §5.20 and §18), as far as block transfers need it. I/O ports:
 *
 *   +0 HST_STS   +2 HST_CNT   +3 HST_CMD   +4 XMIT_SLVA   +5 HST_D0   +7 HOST_BLOCK_DB   +0Dh AUX_CTL
 *
 * A block is a command byte, a count of 1 to 32, and that many bytes.
 */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { decode, encode, type ValueOf } from "../../codec/layout.ts";
import { LabError } from "../lab-error.ts";
import { PciDevice } from "./pci.ts";
import type { PortIo, WidePortIo } from "./port-io.ts";

/** The most data that a block holds (SMBus 2.0 §5.5.7). */
export const MAX_BLOCK_SIZE = 32;

const Register = {
  Status: 0,
  Control: 2,
  Command: 3,
  Slave: 4,
  Data0: 5,
  BlockData: 7,
  AuxiliaryControl: 0x0d,
} as const;

/** HST_STS. Writing a 1 clears a bit, except for HOST_BUSY. */
const hostStatus = bitfield({
  hostBusy: bit(0),
  interrupt: bit(1),
  deviceError: bit(2),
  busError: bit(3),
  failed: bit(4),
  alert: bit(5),
  inUse: bit(6),
  byteDone: bit(7),
});
type HostStatus = ValueOf<typeof hostStatus>;
const CLEAR_ALL = 0xfe;

const hostControl = bitfield({ start: bit(6), protocol: bits(4, 2), lastByte: bit(5) });
const BLOCK = 5;
const slave = bitfield({ address: bits(7, 1), read: bit(0) });
/** E32B: HOST_BLOCK_DB is a buffer of 32 bytes. Without it the host handles each byte as it passes. */
const BUFFERED = 0x02;

/** QEMU carries a transfer out at the first read of HST_STS; the second one shows its end. */
const MAX_POLLS = 10;

export class SmbusController {
  readonly #io: PortIo;
  readonly #base: number;

  constructor(io: PortIo, base: number) {
    this.#io = io;
    this.#base = base;
  }

  /** Writes a block. `data` has 1 to 32 bytes. Returns false if the slave refused it. */
  async writeBlock(address: number, command: number, data: Uint8Array): Promise<boolean> {
    await Promise.all([
      this.#write(Register.AuxiliaryControl, BUFFERED),
      this.#write(Register.Data0, data.length),
      ...Array.from(data, (byte) => this.#write(Register.BlockData, byte)),
    ]);
    return !(await this.#transfer(address, command, false)).deviceError;
  }

  /** Reads a block; undefined if the slave refused, or if its count is none of 1 to 32. */
  async readBlock(address: number, command: number): Promise<Uint8Array | undefined> {
    await this.#write(Register.AuxiliaryControl, BUFFERED);
    if ((await this.#transfer(address, command, true)).deviceError) return undefined;
    const count = await this.#read(Register.Data0);
    if (count === 0 || count > MAX_BLOCK_SIZE) return undefined;
    return Uint8Array.from(await Promise.all(Array.from({ length: count }, () => this.#read(Register.BlockData))));
  }

  async #transfer(address: number, command: number, read: boolean): Promise<HostStatus> {
    const control = encode(hostControl, { start: true, protocol: BLOCK, lastByte: false });
    await Promise.all([
      this.#write(Register.Status, CLEAR_ALL),
      this.#write(Register.Command, command),
      this.#write(Register.Slave, encode(slave, { address, read })[0] ?? 0),
      this.#write(Register.Control, control[0] ?? 0),
    ]);
    for (let polls = 0; polls < MAX_POLLS; polls++) {
      const status = decode(hostStatus, Uint8Array.of(await this.#read(Register.Status)));
      if (status.deviceError || status.interrupt) return status;
    }
    throw new LabError("guest", `SMBus: no end of a transfer after ${MAX_POLLS} reads of HST_STS`);
  }

  #read(register: number): Promise<number> {
    return this.#io.inb(this.#base + register);
  }

  #write(register: number, value: number): Promise<void> {
    return this.#io.outb(this.#base + register, value);
  }
}

const ICH9_SMBUS = { slot: 0x1f, function: 3, id: { vendor: 0x8086, device: 0x2930 } } as const;
/** SMB_BASE, and HOSTC with its bit HST_EN (ICH9 §18.1). */
const Config = { SmbBase: 0x20, HostConfiguration: 0x40 } as const;
const HOST_ENABLE = 0x01;

/** Gives the controller of a q35 machine its ports at `base` and enables it. */
export async function enableSmbus(io: WidePortIo, base: number): Promise<void> {
  const device = new PciDevice(io, ICH9_SMBUS.slot, ICH9_SMBUS.function);
  if (!(await device.is(ICH9_SMBUS.id))) throw new LabError("guest", "no SMBus controller of an ICH9 at 00:1f.3");
  await device.mapBar(Config.SmbBase, base);
  await device.writeb(Config.HostConfiguration, HOST_ENABLE);
}
