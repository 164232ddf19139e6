/** Layouts of PEF's configuration parameters (IPMI table 30-6). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { decode, type ValueOf } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import type { EventFilter, PefActions } from "./event-filter.ts";

/** Parameter 1. */
export const pefControl = bitfield({
  alertStartupDelay: bit(3),
  startupDelay: bit(2),
  actionEvents: bit(1),
  enabled: bit(0),
});

/** Parameter 9, after the entry's number. Table 17-4. */
export const alertPolicy = struct({
  policy: bitfield({ number: bits(7, 4), enabled: bit(3), rule: bits(2, 0) }),
  destination: bitfield({ channel: bits(7, 4), selector: bits(3, 0) }),
  stringKey: bitfield({ eventSpecific: bit(7), number: bits(6, 0) }),
});

/** Bits 2:0 of a policy. All rules but the first apply only if the alert before was successful. */
export const PolicyRule = { always: 0, next: 1, stop: 2, nextChannel: 3, nextType: 4 } as const;
export type PolicyRule = keyof typeof PolicyRule;

/** Parameter 10. */
export const pefGuid = struct({ use: bitfield({ this: bit(0) }), guid: bytes(16) });

/** Parameter 12, after the string's number. */
export const stringKey = struct({ filter: bitfield({ number: bits(6, 0) }), set: bitfield({ number: bits(6, 0) }) });

export interface PefValues {
  readonly control: ValueOf<typeof pefControl>;
  readonly actions: PefActions;
  /** Delay of power actions, and below of alerts, after a start or reset of the system; 0 for none. */
  readonly startupDelaySeconds: number;
  readonly alertStartupDelaySeconds: number;
  /** Filter 1 first. */
  readonly filters: readonly EventFilter[];
  /** Policy 1 first. */
  readonly policies: readonly ValueOf<typeof alertPolicy>[];
  readonly guid: ValueOf<typeof pefGuid>;
  /** String 0, which is volatile, first. */
  readonly stringKeys: readonly ValueOf<typeof stringKey>[];
  readonly strings: readonly Uint8Array[];
}

export const POLICIES = 16;
/** Not counting string 0. */
export const STRINGS = 8;
/** Size of an alert string in bytes: four blocks, the number that FreeIPMI writes. */
export const STRING_SIZE = 64;
export const STRING_BLOCK_SIZE = 16;

export const UNUSED_POLICY = decode(alertPolicy, new Uint8Array(3));
export const UNUSED_STRING_KEY = decode(stringKey, new Uint8Array(2));
export const UNUSED_STRING = new Uint8Array(STRING_SIZE);
