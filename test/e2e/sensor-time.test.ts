/** docs/sensor-sources.md as its readers follow it: its first example, and the commands that move its time. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { blocksOf, readPage, sessionOf } from "../support/pages/page.ts";

const page = readPage("sensor-sources.md");
const session = sessionOf(page);

let daemon: TestDaemon;

beforeAll(async () => {
  const [example = ""] = blocksOf(page, "yaml");
  daemon = await startTestDaemon({ config: `time: { stopped: true }\n${example}`, args: ["-l", "tcp:127.0.0.1:0"] });
});

afterAll(() => daemon.stop());

const cli = (...args: readonly string[]) =>
  runCli(args, { env: { EXTERN_BMC_CONTROL_SOCKET: daemon.control, NO_COLOR: "1" } });

describe("the session", () => {
  test("has commands", () => expect(session.length).toBeGreaterThan(3));

  test.each(session)("$line", async ({ args, output }) => {
    const { code, stdout, stderr } = await cli(...args);
    expect({ code, stderr, stdout: stdout.trimEnd() }).toEqual({ code: 0, stderr: "", stdout: output });
  });
});

test("an hour advanced by hand raises every event of six swings and a quarter", async () => {
  await cli("time", "advance", "1h");
  const { stdout } = await cli("sel", "list", "--json");
  const events = JSON.parse(stdout) as readonly { readonly sensor?: string; readonly direction?: string }[];
  const ofTemperature = events.filter(({ sensor }) => sensor === "CPU Temp").map(({ direction }) => direction);
  const swing = ["asserted", "deasserted"];
  expect(ofTemperature).toEqual([...swing, ...swing, ...swing, ...swing, ...swing, ...swing, "asserted"]);
});

test("running time moves sensors", async () => {
  await cli("time", "resume");
  await cli("time", "rate", "3600");
  const reading = async () => JSON.parse((await cli("sensor", "get", "CPU Temp", "--json")).stdout).value as number;
  const before = await reading();
  await expect.poll(reading).not.toBe(before);
});

test.each([
  [["time", "advance"], "time advance has no value; expected a time with its unit, such as 500ms, 10s or 1h"],
  [["time", "advance", "5"], 'time advance is "5"; expected a time with its unit, such as 500ms, 10s or 1h'],
  [["time", "advance", "2d"], "expected a whole number from 1 to 86400000"],
  [["time", "rate"], "time rate has no value; expected a number, such as 60 or 0.5"],
  [["time", "rate", "-1"], "rate is -1; expected a number over 0, up to 10000"],
  [["time", "stop", "5"], 'time stop takes no value; got "5"'],
])("%s", async (args, says) => {
  const { code, stderr } = await cli(...args);
  expect(stderr).toContain(says);
  expect(code).toBe(2);
});
