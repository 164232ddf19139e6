/** A SEL with events, on a stopped clock. */
import { ManualClock } from "../../../src/clock.ts";
import type { Machine } from "../../../src/machine.ts";
import { ask, machine } from "./machine.ts";

/** Seconds since 1970, as a record has them: 00 00 00 65. */
export const NOW = 0x65000000;

/** A record of type 02h as the guest sends it, and as the SEL keeps it with this id at `NOW`. */
export const EVENT = "ff ff 02 99 99 99 99 20 00 04 01 30 01 57 20 18";
export const kept = (id: string) => `${id} 02 00 00 00 65 20 00 04 01 30 01 57 20 18`;

export const at = (seconds: number) => new ManualClock(seconds * 1000);

export function withEvents(count: number, settings = {}, clock = at(NOW)): Machine {
  const to = machine(settings, clock);
  for (let i = 0; i < count; i++) ask(to, `0a 44 ${EVENT}`);
  return to;
}

/** The two bytes of a new reservation. */
export const reserve = (to: Machine): string => ask(to, "0a 42").slice(3);
