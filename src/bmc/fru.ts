/** FRU inventory devices (IPMI chapter 34): plain bytes, which the BMC does not interpret. */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { oncePer } from "./once-per.ts";

/** Completion code of a write to a write-protected device (§34.3). */
const WRITE_PROTECTED = 0x80;
/** Completion code of a busy device (§34.2, §34.3). */
const DEVICE_BUSY = 0x81;

const WORD = 2;

/** The value of an erased EEPROM byte. */
const ERASED = 0xff;

/** Entity ID of the system board (§43.14). */
const SYSTEM_BOARD = { id: 0x07, instance: 1 } as const;

export interface FruOptions {
  /** 0 to FEh. 0 is the FRU of the board that carries the BMC. */
  readonly id: number;
  /** In bytes, 1 to 65,535. */
  readonly size: number;
  readonly name?: string | undefined;
  /** The entity that the FRU describes. Defaults to the system board. */
  readonly entity?: { readonly id: number; readonly instance: number } | undefined;
  /** Contents from offset 0; the remaining bytes read FFh. */
  readonly data: Uint8Array;
  /** True: offsets and counts are in words of two bytes. False: in bytes. */
  readonly accessByWords: boolean;
  readonly writeProtected: boolean;
}

export class FruDevice {
  readonly id: number;
  readonly name: string;
  readonly entity: { readonly id: number; readonly instance: number };
  readonly accessByWords: boolean;
  readonly writeProtected: boolean;
  /** While true, reads and writes are refused with 81h. */
  busy = false;
  readonly #written: () => void;
  #bytes: Uint8Array;

  /** `written` is called after each write. */
  constructor(options: FruOptions, written: () => void) {
    this.#written = written;
    this.id = options.id;
    this.name = options.name ?? `FRU ${options.id}`;
    this.entity = options.entity ?? SYSTEM_BOARD;
    this.accessByWords = options.accessByWords;
    this.writeProtected = options.writeProtected;
    this.#bytes = factoryBytes(options);
  }

  /** In bytes. */
  get size(): number {
    return this.#bytes.length;
  }

  /** Bytes per unit of an offset: 2 with access by words, otherwise 1. */
  get unit(): number {
    return this.accessByWords ? WORD : 1;
  }

  /**
   * Reads up to `byteCount` bytes in whole units from `offset`, which is in units. Returns fewer at the end. Throws
   * `IpmiError` C9h for an offset past the end, and 81h while busy.
   */
  read(offset: number, byteCount: number): Uint8Array {
    this.#checkReady();
    const start = this.#startOf(offset);
    const units = Math.max(1, Math.floor(byteCount / this.unit));
    return this.#bytes.subarray(start, start + units * this.unit);
  }

  /**
   * Writes all of `data` at `offset`, which is in units, or nothing. Throws `IpmiError` C9h for an offset past the end,
   * C8h when the data does not fit, CCh for half a word, 80h when write-protected, and 81h while busy.
   */
  write(offset: number, data: Uint8Array): void {
    this.#checkReady();
    const start = this.#startOf(offset);
    if (start + data.length > this.size) {
      const problem = `${data.length} bytes at offset ${start} do not fit in ${this.size} bytes`;
      throw new IpmiError(CompletionCode.DataLengthExceeded, problem);
    }
    if (data.length % this.unit !== 0) {
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `the data has ${data.length} bytes; expected whole words of ${this.unit}`,
      );
    }
    if (this.writeProtected) throw new IpmiError(WRITE_PROTECTED, `FRU device ${this.id} is write-protected`);
    const bytes = this.#bytes.slice();
    bytes.set(data, start);
    this.restore(bytes);
  }

  /** The contents; each write makes a new array. */
  save(): Uint8Array {
    return this.#bytes;
  }

  /** Replaces the contents. `bytes` must have the device's size. */
  restore(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#written();
  }

  snapshot() {
    return { bytes: this.#bytes.slice(), busy: this.busy };
  }

  #checkReady(): void {
    if (this.busy) throw new IpmiError(DEVICE_BUSY, `FRU device ${this.id} is busy`);
  }

  #startOf(offset: number): number {
    const start = offset * this.unit;
    if (start < this.size) return start;
    throw new IpmiError(CompletionCode.ParameterOutOfRange, `offset ${start} is past the end of ${this.size} bytes`);
  }
}

/** Returns the bytes before any write. Devices share them, because a write makes a new array. */
const factoryBytes = oncePer(({ size, data }: FruOptions): Uint8Array => {
  const bytes = new Uint8Array(size).fill(ERASED);
  bytes.set(data.subarray(0, size));
  return bytes;
});

export class FruInventory {
  readonly #devices: ReadonlyMap<number, FruDevice>;
  /** The result of `save`, kept until the next write. */
  #contents: ReadonlyMap<number, Uint8Array> | undefined;

  constructor(options: readonly FruOptions[]) {
    const written = () => {
      this.#contents = undefined;
    };
    this.#devices = new Map(options.map((device) => [device.id, new FruDevice(device, written)]));
  }

  get devices(): readonly FruDevice[] {
    return [...this.#devices.values()];
  }

  /** Throws `IpmiError` CBh when the device does not exist. */
  device(id: number): FruDevice {
    const device = this.#devices.get(id);
    if (device) return device;
    throw new IpmiError(CompletionCode.NotPresent, `FRU device ${id} does not exist`);
  }

  /** Contents by device ID; each write makes a new map. */
  save(): ReadonlyMap<number, Uint8Array> {
    this.#contents ??= new Map(this.devices.map((device) => [device.id, device.save()]));
    return this.#contents;
  }

  /** Replaces a device's contents. Does nothing when the device does not exist or has another size. */
  restore(id: number, bytes: Uint8Array): void {
    const device = this.#devices.get(id);
    if (device?.size === bytes.length) device.restore(bytes);
  }

  snapshot() {
    return this.devices.map((device) => device.snapshot());
  }
}
