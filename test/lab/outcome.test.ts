import { describe, expect, test } from "vitest";
import type { GuestStep, Sighting } from "../../src/lab/host.ts";
import { outcomes } from "../../src/lab/outcome.ts";
import { hex } from "../support/bytes/hex.ts";
import { drain, request, smi, wait } from "../support/lab/guest-steps.ts";

const sent: Sighting = { kind: "request", done: true, busy: true };
const read = (kind: "wait" | "drain" | "exchange", answer: string): Sighting => ({
  ...{ kind, done: true, busy: false },
  answer: hex(answer),
});
const getDeviceId = request(0);
const selfTest: GuestStep = { kind: "request", netFn: 0x06, cmd: 0x04, data: new Uint8Array(), seq: 0 };
const exchange: GuestStep = { kind: "exchange", netFn: 0x06, cmd: 0x04, data: new Uint8Array() };

describe("outcomes", () => {
  test("an answer belongs to the driver that sent the request, in SMM or outside", () => {
    const steps = [smi(getDeviceId), selfTest, wait(9), smi(drain)];
    const swapped = [sent, sent, read("wait", "1c 00 01 00"), read("drain", "1c 00 04 00")];
    expect(outcomes(steps, swapped, "bt")).toEqual(["poisoned", "poisoned"]);
    const right = [sent, sent, read("wait", "1c 00 04 00"), read("drain", "1c 00 01 00")];
    expect(outcomes(steps, right, "bt")).toEqual(["accepted", "accepted"]);
  });

  test("an answer has the sequence number that the guest used, where it counts by itself", () => {
    const sightings = [{ ...sent, seq: 3 }, read("wait", "1c 03 01 00")];
    expect(outcomes([getDeviceId, wait(9)], sightings, "bt")).toEqual(["accepted"]);
  });

  test.each([
    [read("exchange", "1c 00 04 00"), "accepted"],
    [read("exchange", "1c 00 04 c3"), "timed out"],
    [read("exchange", "1c 01 04 00"), "damaged"],
    [{ kind: "exchange", done: false, busy: true, failure: "no answer" }, "hang"],
    [{ kind: "exchange", done: false, busy: false, failure: "no answer" }, "nothing"],
    [{ kind: "exchange", done: false, busy: true, failure: "busy" }, "blocked"],
    [{ kind: "exchange", done: false, busy: true, failure: "given up" }, "given up"],
  ] as const)("an exchange seen as %o is %s", (sighting, outcome) => {
    expect(outcomes([exchange], [sighting], "bt")).toEqual([outcome]);
  });
});
