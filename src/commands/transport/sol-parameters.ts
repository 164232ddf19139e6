/** The table of SOL configuration parameters (v2 §26.3, table 26-5). */
import { type Sol, type SolValues, solAccumulation, solAuthentication, solRetry } from "../../bmc/lan/sol.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { defineParameter, type ParameterTable, setInProgress } from "../parameters.ts";

/** A channel's SOL settings, its number, and the port of its LAN door, which SOL packets share with all others. */
export interface SolTarget {
  readonly sol: Sol;
  readonly channel: number;
  readonly servedPort: number | undefined;
}

/** Table 26-5, parameter 5: 00h is the serial port's own rate; 06h to 0Ah are 9600 to 115,200 bit/s. */
const BIT_RATES: readonly number[] = [0x00, 0x06, 0x07, 0x08, 0x09, 0x0a];

function bitRate(selector: number, name: string, key: "nonVolatileBitRate" | "volatileBitRate") {
  return defineParameter({
    selector,
    name,
    layout: bitfield({ rate: bits(3, 0) }),
    get: ({ sol }: SolTarget) => ({ rate: sol.values[key] }),
    set({ sol }, { rate }) {
      check(BIT_RATES.includes(rate), `bit rate is ${rate}; expected 0 or 6 to 10`);
      sol.set({ [key]: rate });
    },
  });
}

function check(allowed: boolean, problem: string): void {
  if (!allowed) throw new IpmiError(CompletionCode.InvalidDataField, problem);
}

const get =
  <K extends keyof SolValues>(key: K) =>
  ({ sol }: SolTarget) =>
    sol.values[key];

export const solParameters: ParameterTable<SolTarget> = [
  setInProgress(({ sol }: SolTarget) => sol.progress),
  defineParameter({
    selector: 1,
    name: "SOL Enable",
    layout: bitfield({ enabled: bit(0) }),
    get: ({ sol }: SolTarget) => sol.values,
    set: ({ sol }, { enabled }) => sol.set({ enabled }),
  }),
  defineParameter({
    selector: 2,
    name: "SOL Authentication",
    layout: solAuthentication,
    get: get("authentication"),
    set({ sol }, authentication) {
      const { privilege } = authentication;
      check(
        privilege >= Privilege.User && privilege <= Privilege.Oem,
        `SOL privilege level is ${privilege}; expected 2 to 5`,
      );
      sol.set({ authentication });
    },
  }),
  defineParameter({
    selector: 3,
    name: "Character Accumulate Interval and Send Threshold",
    layout: solAccumulation,
    get: get("accumulation"),
    set({ sol }, accumulation) {
      check(accumulation.interval > 0, "character accumulate interval is 0; expected at least 1");
      sol.set({ accumulation });
    },
  }),
  defineParameter({
    selector: 4,
    name: "SOL Retry",
    layout: solRetry,
    get: get("retry"),
    set: ({ sol }, retry) => sol.set({ retry }),
  }),
  bitRate(5, "SOL Non-volatile Bit Rate", "nonVolatileBitRate"),
  bitRate(6, "SOL Volatile Bit Rate", "volatileBitRate"),
  defineParameter({
    selector: 7,
    name: "SOL Payload Channel",
    layout: u8,
    get: ({ channel }: SolTarget) => channel,
  }),
  defineParameter({
    selector: 8,
    name: "SOL Payload Port Number",
    layout: u16,
    get: ({ sol, servedPort }: SolTarget) => servedPort ?? sol.values.port,
    set: ({ sol }, port) => sol.set({ port }),
  }),
];
