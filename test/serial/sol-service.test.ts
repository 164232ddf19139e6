/** SOL at a machine: what is counted. */
import { expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { SerialPort } from "../../src/serial/serial-port.ts";
import { SerialSol } from "../../src/serial/sol-service.ts";
import { hex } from "../support/bytes/hex.ts";

const VALUES = {
  enabled: true,
  authentication: { forceEncryption: true, forceAuthentication: true, privilege: 2 },
  accumulation: { interval: 1, threshold: 1 },
  retry: { attempts: { count: 7 }, interval: 50 },
  nonVolatileBitRate: 0x0a,
  volatileBitRate: 0x0a,
  port: 623,
};

it("counts the characters of the guest's input and of the packets to the client", () => {
  const clock = new ManualClock();
  const sol = new SerialSol(new SerialPort("unix:/nowhere"), () => VALUES, clock);
  const stream = sol.start(1, () => {});
  stream.receive(hex("01 00 00 00 68 69 0d"));
  clock.advance(10);
  expect(sol.counts).toEqual({ sent: 0, received: 3 });
  stream.stop(false);
});
