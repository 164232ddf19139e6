/** Tables on a terminal of 80 columns: no line is wider, and no word is missing or broken in two. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../../src/cli/main.ts";
import { startTestDaemon, type TestDaemon } from "../../support/daemon/daemon.ts";

const WIDTH = 80;
const NAME = "rack-3-position-17-of-the-lab";
const directory = mkdtempSync(join(tmpdir(), "extern-bmc-tables-"));
const FLEET = join(directory, "fleet.yaml");
const CONFIG = `
state: { directory: ${directory}/state }
machines:
  - { name: ${NAME}, extends: server, listen: ["unix:${directory}/a.sock", "unix:${directory}/b.sock"] }
  - { name: vm1, extends: blade, listen: ["unix:${directory}/c.sock"] }
`;
const RULE = "{ name: late, when: { command: Get Sensor Reading, data: '20 *', every: 3 }, time: { delayMs: 4500 } }";

const MACHINE = ["--machine", NAME];

let daemon: TestDaemon;

beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG });
  vi.stubEnv("EXTERN_BMC_CONTROL_SOCKET", daemon.control);
  const lost = "{ name: a-name-that-describes-the-fault, when: { command: Get SEL Entry }, time: never }";
  for (const change of [
    ["fault", "add", RULE],
    ["fault", "add", lost],
    ["sensor", "set", "CPU1 Temp", "97"],
    ["event", "send", "--sensor", "CPU1 Temp", "--state", "upper critical going high"],
    ["user", "set", "3", "--name", "operator", "--privilege", "operator", "--enable"],
  ]) {
    await output([...change, ...MACHINE], false);
  }
  writeFileSync(FLEET, CONFIG);
});
afterAll(async () => {
  await daemon.stop();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(() => {
  vi.stubEnv("COLUMNS", undefined);
  vi.stubEnv("EXTERN_BMC_CONTROL_SOCKET", daemon.control);
  return () => vi.unstubAllEnvs();
});

/** Runs a command line in this process, with standard output as a terminal or as a pipe. */
async function output(args: readonly string[], isTTY: boolean): Promise<string> {
  let text = "";
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  vi.spyOn(process.stdout, "write").mockImplementation((part) => {
    text += part;
    return true;
  });
  const { isTTY: wasTTY, columns } = process.stdout;
  Object.assign(process.stdout, { isTTY, columns: WIDTH });
  try {
    expect(await main(args)).toBe(0);
  } finally {
    vi.restoreAllMocks();
    Object.assign(process.stdout, { isTTY: wasTTY, columns });
    process.stdout.removeAllListeners("error");
    process.stderr.removeAllListeners("error");
  }
  return stripVTControlCharacters(text);
}

const wordsOf = (text: string) =>
  text
    .replaceAll(/up \d+ \w+/g, "")
    .split(/\s+/)
    .toSorted();

const ON_DAEMON = [
  ["status"],
  ["power"],
  ["boot"],
  ["sensor", "list"],
  ["sensor", "get", "CPU1 Temp"],
  ["sdr"],
  ["sel", "list"],
  ["fru", "show"],
  ["user", "list"],
  ["flags"],
  ["watchdog"],
  ["time"],
  ["fault", "list"],
].map((args) => [args.join(" "), [...args, ...(args[0] === "status" ? [] : MACHINE)]] as const);

const OTHERS = [
  ["commands"],
  ["lab", "list"],
  ["lab", "firmware", "--list-faults"],
  ["lab", "run", "--host", "model"],
].map((args) => [args.join(" "), args] as const);

test.each([...ON_DAEMON, ["check", ["check", FLEET]] as const, ...OTHERS])("%s", async (_name, args) => {
  const [screen, pipe] = [await output(args, true), await output(args, false)];
  expect(screen.split("\n").filter((line) => line.length > WIDTH)).toEqual([]);
  expect(wordsOf(screen)).toEqual(wordsOf(pipe));
});

test("state show, which shortens values on a terminal only", async () => {
  await daemon.stop();
  const args = ["state", "show", "--state", join(directory, "state"), ...MACHINE];
  const [screen, pipe] = [await output(args, true), await output(args, false)];
  expect(screen.split("\n").filter((line) => line.length > WIDTH)).toEqual([]);
  expect([screen.includes("…"), pipe.includes("…")]).toEqual([true, false]);
});
