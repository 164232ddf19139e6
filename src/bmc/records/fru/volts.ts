/** Voltages of FRU multirecords (FRU chapter 18): signed, in units of 10 mV. */
import { converted } from "../../../codec/converted.ts";
import { i16 } from "../../../codec/integer.ts";

export const volts = converted(
  i16,
  (units) => units / 100,
  (value) => Math.round(value * 100),
);
