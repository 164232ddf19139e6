/** An entry of the event filter table, and its match against events (IPMI §17.7–§17.9; v1.5 §15.7–§15.9). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bitmap } from "../../codec/bitmap.ts";
import { reserved } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { decode, encode, type ValueOf } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import type { PlatformEvent } from "../platform-event.ts";

/** Byte 2, and PEF parameter 2. OEM actions and ICMB group control are not supported, and are written as 0 (§17.7). */
export const pefActions = bitfield({
  diagnosticInterrupt: bit(5),
  powerCycle: bit(3),
  reset: bit(2),
  powerDown: bit(1),
  alert: bit(0),
});

export type PefActions = ValueOf<typeof pefActions>;

const byteBits = bitmap(1);
const comparison = struct({ and: byteBits, compare1: byteBits, compare2: byteBits });
type Comparison = ValueOf<typeof comparison>;

/** Byte 1, which is also parameter 7. */
export const filterConfiguration = bitfield({ enabled: bit(7), type: bits(6, 5) });

/** Table 17-2. */
export const eventFilter = struct({
  configuration: filterConfiguration,
  actions: pefActions,
  policy: bitfield({ number: bits(3, 0) }),
  severity: u8,
  generatorAddress: u8,
  generatorLun: u8,
  sensorType: u8,
  sensorNumber: u8,
  /** Event direction and type, as in a record: 01h and 81h differ. */
  trigger: u8,
  offsets: bitmap(2),
  data1: comparison,
  data2: comparison,
  data3: comparison,
});

export const EVENT_FILTER_SIZE = 20;

export type EventFilter = ValueOf<typeof eventFilter>;

const ANY = 0xff;
const generator = struct({ address: u8, lun: u8 });
const eventData = struct({ first: byteBits, second: byteBits, third: byteBits });
const eventOffset = struct({ first: bitfield({ offset: bits(3, 0) }), others: reserved(2) });
const trigger = bitfield({ deassertion: bit(7), type: bits(6, 0) });

/** Whether the filter is enabled and all of its fields match. */
export function matches(filter: EventFilter, event: PlatformEvent): boolean {
  if (!filter.configuration.enabled) return false;
  const from = decode(generator, encode(u16, event.generatorId));
  const { first, second, third } = decode(eventData, event.data);
  const { offset } = decode(eventOffset, event.data).first;
  return (
    isMatch(filter.generatorAddress, from.address) &&
    isMatch(filter.generatorLun, from.lun) &&
    isMatch(filter.sensorType, event.sensorType) &&
    isMatch(filter.sensorNumber, event.sensorNumber) &&
    isMatch(filter.trigger, encode(trigger, event.event)[0] ?? 0) &&
    filter.offsets.has(offset) &&
    compares(filter.data1, first) &&
    compares(filter.data2, second) &&
    compares(filter.data3, third)
  );
}

function isMatch(wanted: number, value: number): boolean {
  return wanted === ANY || wanted === value;
}

const BITS = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * Table 17-3: all bits that are compared exactly must match, and so must at least one of the other bits, if there are
 * any. Appendix B's example, marked "untested", differs: it requires a 1 and a 0 among the other bits.
 */
function compares({ and, compare1, compare2 }: Comparison, value: ReadonlySet<number>): boolean {
  const matching = (at: number) => (and.has(at) && value.has(at)) === compare2.has(at);
  const exact = BITS.filter((at) => compare1.has(at));
  const others = BITS.filter((at) => !compare1.has(at));
  return exact.every(matching) && (others.length === 0 || others.some(matching));
}
