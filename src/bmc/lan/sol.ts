/**
 * SOL configuration of a LAN channel (v2 §26.2–§26.3, table 26-5). The bit rates are only stored: QEMU's serial port has none.
 * Non-volatile, except the volatile bit rate and uncommitted writes.
 */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { u8 } from "../../codec/integer.ts";
import type { ValueOf } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { SetInProgress } from "../set-in-progress.ts";

export const solAuthentication = bitfield({
  forceEncryption: bit(7),
  forceAuthentication: bit(6),
  privilege: bits(3, 0),
});

/** Interval in steps of 5 ms, from 1; threshold in characters. */
export const solAccumulation = struct({ interval: u8, threshold: u8 });

/** Interval in steps of 10 ms. */
export const solRetry = struct({ attempts: bitfield({ count: bits(2, 0) }), interval: u8 });

export interface SolValues {
  readonly enabled: boolean;
  readonly authentication: ValueOf<typeof solAuthentication>;
  readonly accumulation: ValueOf<typeof solAccumulation>;
  readonly retry: ValueOf<typeof solRetry>;
  /** Codes of table 26-5: 6 is 9600 bit/s, Ah is 115,200 bit/s. */
  readonly nonVolatileBitRate: number;
  readonly volatileBitRate: number;
  readonly port: number;
}

const BITS_115200 = 0x0a;

/** RMCP's port, which SOL packets share with all others. */
const RMCP_PORT = 623;

const FACTORY: SolValues = {
  enabled: false,
  authentication: { forceEncryption: true, forceAuthentication: true, privilege: 2 },
  accumulation: { interval: 1, threshold: 1 },
  retry: { attempts: { count: 7 }, interval: 50 },
  nonVolatileBitRate: BITS_115200,
  volatileBitRate: BITS_115200,
  port: RMCP_PORT,
};

export class Sol {
  readonly progress = new SetInProgress({
    save: () => this.#values,
    restore: (values: SolValues) => this.set(values),
  });
  #values: SolValues;

  constructor(enabled = false) {
    this.#values = { ...FACTORY, enabled };
  }

  get values(): SolValues {
    return this.#values;
  }

  set(values: Partial<SolValues>): void {
    this.#values = { ...this.#values, ...values };
  }

  /** Handles a reset or power loss of the system: rolls back uncommitted writes. */
  systemInterrupted(): void {
    this.progress.reset();
  }

  reset(): void {
    this.progress.reset();
    this.set({ volatileBitRate: this.#values.nonVolatileBitRate });
  }

  /** The values to store, without uncommitted writes; each change makes a new object. */
  save(): SolValues {
    return this.progress.before ?? this.#values;
  }

  restore(values: Partial<SolValues>): void {
    this.set(values);
    this.reset();
  }

  snapshot() {
    return { values: this.#values, progress: this.progress.snapshot() };
  }
}
