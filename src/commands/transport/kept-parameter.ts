/** A LAN configuration parameter that is stored as written. */
import type { Lan } from "../../bmc/lan/lan.ts";
import type { LanValues } from "../../bmc/lan/lan-values.ts";
import type { Layout } from "../../codec/layout.ts";
import { defineParameter } from "../parameters.ts";

export function kept<K extends keyof LanValues>(selector: number, name: string, key: K, layout: Layout<LanValues[K]>) {
  return defineParameter({
    selector,
    name,
    layout,
    get: (lan: Lan) => lan.values[key],
    set: (lan, value) => lan.set({ [key]: value }),
  });
}
