/** The identify light (IPMI §28.5), as the old and the new property show it. */
import type { Machine } from "../../machine.ts";
import { type Checked, flag, oneOf } from "../checks.ts";
import type { Json } from "../resource.ts";

export const INDICATOR = { LocationIndicatorActive: flag, IndicatorLED: oneOf(["Off", "Blinking", "Lit"]) };

export function indicatorOf({ bmc }: Machine): Json {
  const isOn = bmc.chassis.identify.state !== "off";
  return { LocationIndicatorActive: isOn, IndicatorLED: isOn ? "Blinking" : "Off" };
}

export function indicate({ bmc }: Machine, values: Checked<typeof INDICATOR>): void {
  const { LocationIndicatorActive: active, IndicatorLED: led } = values;
  const on = active ?? (led === undefined ? undefined : led !== "Off");
  if (on === true) bmc.chassis.identify.turnOn();
  if (on === false) bmc.chassis.identify.reset();
}
