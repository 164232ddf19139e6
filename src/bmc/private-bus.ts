/**
 * I²C devices behind Master Write-Read (IPMI §22.11): EEPROMs, as FRU and SPD devices use them. The word address has
 * one byte up to 256 bytes of memory, and two beyond.
 */
import { hexDigits } from "../text/hex.ts";

export interface PrivateBusOptions {
  readonly eeproms: readonly EepromOptions[];
}

export interface EepromOptions {
  /** 0 to 7. Private buses are numbered separately from the public one. */
  readonly bus: number;
  /** 8 bits, even; EEPROMs are at A0h to AEh. */
  readonly address: number;
  readonly data: Uint8Array;
}

const ONE_BYTE_ADDRESSED = 256;

export class Eeprom {
  readonly #written: () => void;
  #memory: Uint8Array;
  #at = 0;

  /** `written` is called after each write. */
  constructor(data: Uint8Array, written: () => void) {
    this.#written = written;
    this.#memory = data.slice();
  }

  /**
   * Sets the word address from the first bytes and writes the others there. With no bytes, the address stays where the
   * last access left it.
   */
  write(bytes: Uint8Array): void {
    const addressSize = this.#memory.length > ONE_BYTE_ADDRESSED ? 2 : 1;
    if (bytes.length < addressSize) return;
    this.#at = bytes.subarray(0, addressSize).reduce((address, byte) => address * 256 + byte, 0) % this.#size;
    if (bytes.length === addressSize) return;
    const memory = this.#memory.slice();
    for (const byte of bytes.subarray(addressSize)) {
      memory[this.#at] = byte;
      this.#at = (this.#at + 1) % this.#size;
    }
    this.restore(memory);
  }

  /** Reads on from the end of the last access; wraps around at the end of the memory. */
  read(count: number): Uint8Array {
    const found = Uint8Array.from({ length: count }, (_, i) => this.#memory[(this.#at + i) % this.#size] ?? 0);
    this.#at = (this.#at + count) % this.#size;
    return found;
  }

  /** The contents; each write makes a new array. */
  save(): Uint8Array {
    return this.#memory;
  }

  /** Replaces the contents. `memory` must have the EEPROM's size. */
  restore(memory: Uint8Array): void {
    this.#memory = memory;
    this.#written();
  }

  snapshot() {
    return { memory: this.#memory.slice(), at: this.#at };
  }

  get #size(): number {
    return Math.max(1, this.#memory.length);
  }
}

export class PrivateBuses {
  /** EEPROMs by bus and address, as "0/a0". */
  readonly #eeproms: ReadonlyMap<string, Eeprom>;
  /** The result of `save`, kept until the next write. */
  #contents: ReadonlyMap<string, Uint8Array> | undefined;

  constructor({ eeproms }: PrivateBusOptions) {
    const written = () => {
      this.#contents = undefined;
    };
    this.#eeproms = new Map(eeproms.map(({ bus, address, data }) => [keyOf(bus, address), new Eeprom(data, written)]));
  }

  find(bus: number, address: number): Eeprom | undefined {
    return this.#eeproms.get(keyOf(bus, address));
  }

  /** Contents by bus and address, as "0/a0"; each write makes a new map. */
  save(): ReadonlyMap<string, Uint8Array> {
    this.#contents ??= new Map([...this.#eeproms].map(([name, eeprom]) => [name, eeprom.save()]));
    return this.#contents;
  }

  /** Replaces an EEPROM's contents. Does nothing when the EEPROM does not exist or has another size. */
  restore(name: string, memory: Uint8Array): void {
    const eeprom = this.#eeproms.get(name);
    if (eeprom?.save().length === memory.length) eeprom.restore(memory);
  }

  snapshot() {
    return [...this.#eeproms.values()].map((eeprom) => eeprom.snapshot());
  }
}

function keyOf(bus: number, address: number): string {
  return `${bus}/${hexDigits(address, 1)}`;
}
