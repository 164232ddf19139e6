/** Functions that start and end the machine. */
import type { HostMeans } from "./host-means.ts";

/** A function that starts the machine, such as the command in `power.start`. It does nothing else. */
export function starter(start: () => void): HostMeans {
  return {
    name: "start",
    canPowerOn: true,
    refusal: () => undefined,
    perform(action) {
      if (action === "powerOn") start();
      return action === "powerOn";
    },
  };
}

/**
 * Ends a QEMU that runs but has not connected yet, such as one that was started a moment ago: nothing else can switch that off.
 * @param end returns false if none runs
 */
export function ender(end: () => boolean): HostMeans {
  return {
    name: "process",
    canPowerOn: false,
    refusal: () => undefined,
    perform: (action) => action === "powerOff" && end(),
  };
}
