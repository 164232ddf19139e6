import { ManualClock } from "../../../src/clock.ts";
import type { PortInterface } from "../../../src/lab/host.ts";
import type { Acceptance } from "../../../src/lab/model/acceptance.ts";
import { BtInterface } from "../../../src/lab/model/bt-interface.ts";
import { ExternDevice } from "../../../src/lab/model/extern-device.ts";
import { KcsInterface } from "../../../src/lab/model/kcs-interface.ts";
import type { Side } from "./side.ts";

/** The model, with bytes for a socket. `startsAgain`: whether a machine that was powered off is reset. */
export function openModelSide(kind: PortInterface, acceptance: Acceptance, startsAgain: boolean): Side {
  const clock = new ManualClock();
  let received: number[] = [];
  let actions: string[] = [];
  const device = new ExternDevice({
    clock,
    write(bytes) {
      received.push(...bytes);
      return bytes.length;
    },
    perform: (action) => void actions.push(action),
    acceptance,
  });
  const model = kind === "bt" ? new BtInterface(device, acceptance) : new KcsInterface(device, acceptance);
  return {
    io: model,
    connect: async () => device.opened(),
    disconnect: async () => device.closed(),
    async send(bytes) {
      for (const byte of bytes) device.receive(byte);
    },
    reset: async () => device.resetMachine(),
    pass: async (ms) => clock.advance(ms),
    async look() {
      const seen = {
        received: Uint8Array.from(received),
        actions: actions.filter((action) => action !== "nmi"),
        interruptLine: model.interruptLine,
      };
      const poweredOff = actions.includes("powerOff");
      [received, actions] = [[], []];
      if (poweredOff && startsAgain) device.resetMachine();
      return seen;
    },
    [Symbol.asyncDispose]: async () => device[Symbol.dispose](),
  };
}
