/** A function that starts the machine, such as the command in `power.start`. It does nothing else. */
import type { HostMeans } from "./host-means.ts";

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
