/** `sensor set` asks the daemon once: the daemon knows the sensor's unit and converts. */
import { Command } from "commander";
import { expect, test, vi } from "vitest";
import { addSensor } from "../../../src/cli/commands/sensor.ts";
import * as client from "../../../src/control/client.ts";

test.each([
  [["CPU1 Temp", "97 C"], { sensor: "CPU1 Temp", words: ["97 C"] }],
  [["CPU1 Temp", "850", "mV"], { sensor: "CPU1 Temp", words: ["850", "mV"] }],
  [["PSU", "0", "failure detected", "-m", "vm0"], { machine: "vm0", sensor: "PSU", words: ["0", "failure detected"] }],
])("set %j", async (args, given) => {
  const call = vi.fn(async () => ({ name: "A", number: 1, lun: 0, states: [], thresholds: {} }));
  vi.spyOn(client, "connect").mockResolvedValue({ call, [Symbol.asyncDispose]: async () => {} } as never);
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const program = new Command();
  addSensor(program);
  await program.parseAsync(["sensor", "set", ...args], { from: "user" });
  expect(call.mock.calls).toEqual([["sensor.set", given]]);
  vi.restoreAllMocks();
});
