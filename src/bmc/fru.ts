/** FRU inventory devices (IPMI chapter 34): plain bytes, which nobody here interprets. */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** §34.3. */
const WRITE_PROTECTED = 0x80;
/** §34.2, §34.3. */
const DEVICE_BUSY = 0x81;

const WORD = 2;

/** What an erased EEPROM reads. */
const ERASED = 0xff;

/** §43.14. */
const SYSTEM_BOARD = { id: 0x07, instance: 1 } as const;

export interface FruOptions {
  /** 0 to FEh; 0 is the one of the board that the BMC is on. */
  readonly id: number;
  /** Bytes, 1 to 65,535. */
  readonly size: number;
  readonly name?: string | undefined;
  /** What it belongs to; the system board when left out. */
  readonly entity?: { readonly id: number; readonly instance: number } | undefined;
  /** From offset 0 on; what follows reads FFh. */
  readonly data: Uint8Array;
  /** Offsets and counts are of words, not of bytes. */
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
    this.#bytes = new Uint8Array(options.size).fill(ERASED);
    this.#bytes.set(options.data.subarray(0, options.size));
  }

  /** Bytes. */
  get size(): number {
    return this.#bytes.length;
  }

  /** Bytes in one unit of an offset. */
  get unit(): number {
    return this.accessByWords ? WORD : 1;
  }

  /** `offset` in units; up to `byteCount` bytes in whole units, fewer at the end. C9h for an offset behind it; 81h. */
  read(offset: number, byteCount: number): Uint8Array {
    this.#checkReady();
    const start = this.#startOf(offset);
    const units = Math.max(1, Math.floor(byteCount / this.unit));
    return this.#bytes.subarray(start, start + units * this.unit);
  }

  /** `offset` in units. All of `data` or nothing: C9h, C8h when it does not fit, CCh for half a word, 80h, 81h. */
  write(offset: number, data: Uint8Array): void {
    this.#checkReady();
    const start = this.#startOf(offset);
    if (start + data.length > this.size) {
      const problem = `${data.length} bytes at ${start} of ${this.size}`;
      throw new IpmiError(CompletionCode.DataLengthExceeded, problem);
    }
    if (data.length % this.unit !== 0) {
      throw new IpmiError(CompletionCode.InvalidDataField, `${data.length} bytes are no whole words`);
    }
    if (this.writeProtected) throw new IpmiError(WRITE_PROTECTED, `FRU device ${this.id} is write-protected`);
    const bytes = this.#bytes.slice();
    bytes.set(data, start);
    this.restore(bytes);
  }

  /** Another array after each write. */
  save(): Uint8Array {
    return this.#bytes;
  }

  /** As many bytes as the device has. */
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
    throw new IpmiError(CompletionCode.ParameterOutOfRange, `offset ${start} into ${this.size} bytes`);
  }
}

export class FruInventory {
  readonly #devices: ReadonlyMap<number, FruDevice>;
  /** Until the next write. */
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

  /** CBh when there is none. */
  device(id: number): FruDevice {
    const device = this.#devices.get(id);
    if (device) return device;
    throw new IpmiError(CompletionCode.NotPresent, `no FRU device ${id}`);
  }

  /** Bytes by device ID; another map after each write. */
  save(): ReadonlyMap<number, Uint8Array> {
    this.#contents ??= new Map(this.devices.map((device) => [device.id, device.save()]));
    return this.#contents;
  }

  /** Nothing where there is no such device, or it has another size. */
  restore(id: number, bytes: Uint8Array): void {
    const device = this.#devices.get(id);
    if (device?.size === bytes.length) device.restore(bytes);
  }

  snapshot() {
    return this.devices.map((device) => device.snapshot());
  }
}
