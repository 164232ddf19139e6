import { setImmediate } from "node:timers/promises";
import { type CallHandler, machineOf } from "../handler.ts";

/** Time advanced in one step; guests are answered between steps. */
const SLICE_MS = 5000;

const timeSet: CallHandler<"time.set"> = (daemon, given) => {
  const { time } = machineOf(daemon, given).sources;
  if (given.rate !== undefined) time.rate = given.rate;
  if (given.stopped === true) time.stop();
  if (given.stopped === false) time.resume();
  return time.snapshot();
};

const timeAdvance: CallHandler<"time.advance"> = async (daemon, given) => {
  const machine = machineOf(daemon, given);
  const { time } = machine.sources;
  for (let leftMs = given.ms; leftMs > 0; leftMs -= SLICE_MS) {
    machine.operate(() => time.advance(Math.min(leftMs, SLICE_MS)));
    await setImmediate();
  }
  return time.snapshot();
};

export const timeHandlers = {
  "time.set": timeSet,
  "time.advance": timeAdvance,
};
