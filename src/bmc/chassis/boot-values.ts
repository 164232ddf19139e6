/**
 * Boot option parameters 1 to 7 (IPMI §28.13, table 28-14). Most bits are a message from the boot's initiator to the
 * firmware; the BMC only stores them.
 */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { u8, u32 } from "../../codec/integer.ts";
import { decode, type Layout, type ValueOf } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";

export const servicePartitionScan = bitfield({ requested: bit(1), discovered: bit(0) });

/** The restarts after which the boot flags stay valid, and whether they survive the time-out. */
export const validBitClearing = bitfield({
  keepOnPef: bit(4),
  keepOnTimeout: bit(3),
  keepOnWatchdog: bit(2),
  keepOnReset: bit(1),
  keepOnPowerButton: bit(0),
});

/**
 * The parties that still have to handle the boot information. Bits 7 to 5 are reserved, although an initiator writes
 * them as 1.
 */
export const bootParties = bitfield({
  oem: bit(4),
  sms: bit(3),
  servicePartition: bit(2),
  osLoader: bit(1),
  bios: bit(0),
});

/** Only v2 has `persistent`, `efi` and `deviceInstance`. */
export const bootFlags = struct({
  options: bitfield({ valid: bit(7), persistent: bit(6), efi: bit(5) }),
  device: bitfield({
    clearCmos: bit(7),
    lockKeyboard: bit(6),
    selector: bits(5, 2),
    blankScreen: bit(1),
    lockResetButton: bit(0),
  }),
  console: bitfield({
    lockPowerButton: bit(7),
    verbosity: bits(6, 5),
    progressTraps: bit(4),
    bypassPassword: bit(3),
    lockSleepButton: bit(2),
    redirection: bits(1, 0),
  }),
  mux: bitfield({ sharedMode: bit(3), control: bits(2, 0) }),
  instance: bitfield({ deviceInstance: bits(4, 0) }),
});

export const bootInitiator = struct({
  channel: bitfield({ number: bits(3, 0) }),
  sessionId: u32,
  /** Seconds since 1970, as in Get SEL Time. */
  timestamp: u32,
});

export type BootParties = ValueOf<typeof bootParties>;
export type BootFlags = ValueOf<typeof bootFlags>;

/** At least 5 (table 28-14). Firmware that uses the mailbox expects that number. */
export const MAILBOX_BLOCKS = 5;
export const MAILBOX_BLOCK_SIZE = 16;

export interface BootValues {
  readonly servicePartition: number;
  readonly servicePartitionScan: ValueOf<typeof servicePartitionScan>;
  readonly validBitClearing: ValueOf<typeof validBitClearing>;
  readonly unacknowledged: BootParties;
  readonly flags: BootFlags;
  readonly initiator: ValueOf<typeof bootInitiator>;
  readonly mailbox: readonly Uint8Array[];
}

/** The values after power-up of the BMC: all bits 0. */
export const CLEARED: BootValues = {
  servicePartition: zero(u8, 1),
  servicePartitionScan: zero(servicePartitionScan, 1),
  validBitClearing: zero(validBitClearing, 1),
  unacknowledged: zero(bootParties, 1),
  flags: zero(bootFlags, 5),
  initiator: zero(bootInitiator, 9),
  mailbox: Array.from({ length: MAILBOX_BLOCKS }, () => new Uint8Array(MAILBOX_BLOCK_SIZE)),
};

function zero<T>(layout: Layout<T>, size: number): T {
  return decode(layout, new Uint8Array(size));
}
