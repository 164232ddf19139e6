/** Actions that are programs: one at a time, in order, and each failure is told. */
import { expect, it } from "vitest";
import type { HostAction } from "../../src/bmc/host.ts";
import { HostError } from "../../src/host/host-means.ts";
import { MAX_WAITING } from "../../src/host/limits.ts";
import { ProgramMeans } from "../../src/host/program-means.ts";

function lab() {
  let nowMs = 0;
  const begun: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const state = { isOn: false };
  const means = new ProgramMeans(
    {
      name: "fake",
      act: (action: HostAction) => {
        if (action === "diagnosticInterrupt") return undefined;
        return () => {
          begun.push(action);
          return new Promise((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
        };
      },
      isOn: async () => state.isOn,
    },
    () => nowMs,
  );
  /** Longer than the chain of promises to the next program. */
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  /** Ends the program that runs. */
  const end = async (error?: Error) => {
    await turn();
    ends.shift()?.(error);
    nowMs++;
    await turn();
  };
  return { means, begun, end, state };
}

it("runs one program at a time, in the order of the actions", async () => {
  const { means, begun, end } = lab();
  const all = [means.perform("powerOff"), means.perform("powerOn"), means.perform("reset")];
  await end();
  expect(begun).toEqual(["powerOff", "powerOn"]);
  await end();
  await end();
  await Promise.all(all);
  expect(begun).toEqual(["powerOff", "powerOn", "reset"]);
});

it("refuses an action that it has no program for, and one too many", () => {
  const { means } = lab();
  expect(means.perform("diagnosticInterrupt")).toBe(false);
  for (let n = 0; n <= MAX_WAITING; n++) expect(means.perform("reset")).toBeInstanceOf(Promise);
  expect(means.perform("reset")).toBe(false);
  expect(means.refusal("diagnosticInterrupt")).toBe("fake cannot do diagnosticInterrupt");
  expect(means.refusal("reset")).toBe(`fake has ${MAX_WAITING + 1} actions to do already`);
});

it("goes on with the next action after a failure", async () => {
  const { means, begun, end } = lab();
  const failed = means.perform("reset");
  const next = means.perform("reset");
  await Promise.all([end(new HostError("no")), expect(failed).rejects.toThrow("no")]);
  await end();
  await next;
  expect(begun).toHaveLength(2);
});

it("succeeds when the program fails because the machine is in that state already", async () => {
  const { means, end, state } = lab();
  state.isOn = true;
  const start = means.perform("powerOn");
  await end(new HostError("Domain is already active"));
  await start;
  const off = means.perform("powerOff");
  await Promise.all([end(new HostError("no")), expect(off).rejects.toThrow("no")]);
});

it("knows that a state which was read before or during an action is old", async () => {
  const { means, end } = lab();
  expect(means.hasActedSince(0)).toBe(false);
  const reset = means.perform("reset");
  expect(means.hasActedSince(0)).toBe(true);
  await end();
  await reset;
  await end();
  expect([means.hasActedSince(0), means.hasActedSince(1)]).toEqual([true, false]);
});
