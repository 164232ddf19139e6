/** Power supply information (FRU §18.1): the multirecord of a power supply. */
import { bit, bitfield, bits } from "../../../codec/bitfield.ts";
import { converted, unspecifiedAs } from "../../../codec/converted.ts";
import { u8, u16 } from "../../../codec/integer.ts";
import { type Layout, LayoutError } from "../../../codec/layout.ts";
import { struct } from "../../../codec/struct.ts";
import { volts } from "./volts.ts";

/** In the order of their codes. */
export const COMBINED_VOLTAGES = ["12 V", "-12 V", "5 V", "3.3 V"] as const;
type CombinedVoltage = (typeof COMBINED_VOLTAGES)[number];

export interface VoltageRange {
  readonly lowVolts: number;
  readonly highVolts: number;
}

const range: Layout<VoltageRange> = struct({ lowVolts: volts, highVolts: volts });
const NO_RANGE: VoltageRange = { lowVolts: 0, highVolts: 0 };

/** One or two ranges; an unused second range is zero. */
const ranges: Layout<readonly VoltageRange[]> = converted(
  struct({ first: range, second: range }),
  ({ first, second }) => (second.lowVolts === 0 && second.highVolts === 0 ? [first] : [first, second]),
  ([first = NO_RANGE, second = NO_RANGE]) => ({ first, second }),
);

const combined = converted(
  bitfield({ second: bits(3, 0), first: bits(7, 4), watts: bits(23, 8) }, 3),
  ({ first, second, watts }) =>
    watts === 0 ? undefined : { first: voltageOf(first), second: voltageOf(second), watts },
  (value) => ({
    first: COMBINED_VOLTAGES.indexOf(value?.first ?? "12 V"),
    second: COMBINED_VOLTAGES.indexOf(value?.second ?? "12 V"),
    watts: value?.watts ?? 0,
  }),
);

function voltageOf(code: number): CombinedVoltage {
  const voltage = COMBINED_VOLTAGES[code];
  if (voltage) return voltage;
  throw new LayoutError("value", `expected a voltage from 0 to ${COMBINED_VOLTAGES.length - 1}, got ${code}`);
}

/** A peak capacity of FFFh is unspecified. */
const peak = converted(
  bitfield({ watts: bits(11, 0), holdUpSeconds: bits(15, 12) }, 2),
  ({ watts, holdUpSeconds }) => (watts === 0xfff ? undefined : { watts, holdUpSeconds }),
  (value) => value ?? { watts: 0xfff, holdUpSeconds: 0 },
);

const watts12 = converted(
  bitfield({ watts: bits(11, 0) }, 2),
  ({ watts }) => watts,
  (watts) => ({ watts }),
);

/** §18.1. */
export const powerSupply = struct({
  capacityWatts: watts12,
  peakVa: unspecifiedAs(0xffff, u16),
  inrushAmps: unspecifiedAs(0xff, u8),
  inrushMs: u8,
  inputRanges: ranges,
  /** Zeros for direct current. */
  inputHertz: struct({ low: u8, high: u8 }),
  dropoutMs: u8,
  features: bitfield({
    predictiveFail: bit(0),
    powerFactorCorrection: bit(1),
    autoswitch: bit(2),
    hotSwap: bit(3),
    /** Two tachometer pulses per rotation. For a pass/fail pin: the pin is deasserted on failure. */
    twoPulsesOrActiveLow: bit(4),
  }),
  peak,
  combined,
  /** Rotations per second; 0 for a pass/fail pin. */
  tachometerThreshold: u8,
});
