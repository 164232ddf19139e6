/** Machines with platform event filters to test. */
import { expect } from "vitest";
import { ManualClock } from "../../../src/clock.ts";
import { ask, FakeQemu, machine } from "./machine.ts";

/** A filter that matches any event, except for the given fields of table 17-2. */
export function filter(fields: Readonly<Partial<typeof ANY>>): string {
  return Object.values({ ...ANY, ...fields }).join(" ");
}

const ANY = {
  configuration: "80",
  action: "20",
  policy: "00",
  severity: "00",
  generator: "ff ff",
  sensorType: "ff",
  sensorNumber: "ff",
  trigger: "ff",
  offsets: "ff ff",
  data1: "00 ff 00",
  data2: "00 ff 00",
  data3: "00 ff 00",
};

export const ACTION = { powerDown: "02", reset: "04", powerCycle: "08", diagnosticInterrupt: "20" } as const;
export const OFF = "control 03 []";
export const RESET = "control 04 []";
export const NMI = "control 07 []";

/** A running machine with a connected QEMU and these filters, and its clock. */
export function filtering(filters: readonly string[], pef: Readonly<Record<string, unknown>> = {}) {
  const clock = new ManualClock();
  const settings = { enabled: true, startupDelaySeconds: 0, filters, ...pef };
  const bmc = machine({ pef: settings }, clock);
  const qemu = new FakeQemu(bmc, "3f");
  /** Bytes of a Platform Event Message after the generator id: temperature sensor 30h, upper critical going high. */
  const event = (bytes = "04 01 30 01 59 5f 5a") => {
    expect(ask(bmc, `04 02 41 ${bytes}`)).toBe("00");
    return qemu.received();
  };
  const lastRecord = () => ask(bmc, "0a 43 00 00 ff ff 00 ff").split(" ").slice(10).join(" ");
  return { clock, bmc, qemu, event, lastRecord };
}
