/** Multirecords about direct current (FRU §18.2 to §18.3a): the outputs of a power supply, and the loads of a board. */
import { bit, bitfield, bits } from "../../../codec/bitfield.ts";
import { converted } from "../../../codec/converted.ts";
import { u16 } from "../../../codec/integer.ts";
import { struct } from "../../../codec/struct.ts";
import { volts } from "./volts.ts";

const milliamps = converted(
  u16,
  (units) => units / 1000,
  (amps) => Math.round(amps * 1000),
);

const voltages = { nominalVolts: volts, lowestVolts: volts, highestVolts: volts, rippleMillivolts: u16 };
const currents = { minimumAmps: milliamps, maximumAmps: milliamps };

/** §18.2. */
export const dcOutput = struct({
  output: bitfield({ number: bits(3, 0), standby: bit(7) }),
  ...voltages,
  ...currents,
});

/** §18.3. */
export const dcLoad = struct({ output: bitfield({ number: bits(3, 0) }), ...voltages, ...currents });

const wideCurrents = { minimum: u16, maximum: u16 };

/** §18.2a. */
export const extendedDcOutput = converted(
  struct({
    output: bitfield({ number: bits(3, 0), coarse: bit(4), standby: bit(7) }),
    ...voltages,
    ...wideCurrents,
  }),
  ({ output: { coarse, ...output }, minimum, maximum, ...rest }) => ({
    output,
    ...rest,
    ...inAmps(coarse, minimum, maximum),
  }),
  ({ output, minimumAmps, maximumAmps, ...rest }) => {
    const { coarse, ...units } = inUnits(minimumAmps, maximumAmps);
    return { output: { ...output, coarse }, ...rest, ...units };
  },
);

/** §18.3a. */
export const extendedDcLoad = converted(
  struct({ output: bitfield({ number: bits(3, 0), coarse: bit(4) }), ...voltages, ...wideCurrents }),
  ({ output: { number, coarse }, minimum, maximum, ...rest }) => ({
    output: { number },
    ...rest,
    ...inAmps(coarse, minimum, maximum),
  }),
  ({ output, minimumAmps, maximumAmps, ...rest }) => {
    const { coarse, ...units } = inUnits(minimumAmps, maximumAmps);
    return { output: { ...output, coarse }, ...rest, ...units };
  },
);

/** Units per ampere: 100 units of 10 mA, or 10 units of 100 mA. */
const FINE = 100;
const COARSE = 10;

function inAmps(coarse: boolean, minimum: number, maximum: number) {
  const unit = coarse ? COARSE : FINE;
  return { minimumAmps: minimum / unit, maximumAmps: maximum / unit };
}

/** Uses coarse units when one of the currents does not fit otherwise. */
function inUnits(minimumAmps: number, maximumAmps: number) {
  const coarse = Math.max(minimumAmps, maximumAmps) * FINE > 0xffff;
  const unit = coarse ? COARSE : FINE;
  return { coarse, minimum: Math.round(minimumAmps * unit), maximum: Math.round(maximumAmps * unit) };
}
