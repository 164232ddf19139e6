import { type CallHandler, machineOf } from "../handler.ts";
import { ControlError } from "../protocol.ts";

export const identifySet: CallHandler<"identify.set"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const { on, seconds } = given;
  if (!on && seconds !== undefined) {
    const problem = `seconds is ${seconds} although on is false; leave it out, or set on to true`;
    throw new ControlError("badArgument", problem, { argument: "seconds" });
  }
  return machine.operate(({ chassis: { identify } }) => {
    if (!on) identify.reset();
    else if (seconds === undefined) identify.turnOn();
    else identify.turnOnFor(seconds);
    return { identify: identify.state };
  });
};

export const identifyHandlers = {
  "identify.set": identifySet,
};
