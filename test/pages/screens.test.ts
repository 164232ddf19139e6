/** docs/screens.md is the output of these commands; `npx vitest run --project pages test/pages/screens.test.ts -u` writes it. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { runOnTerminal, startOnTerminal } from "../support/daemon/terminal.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const PAGE = fileURLToPath(new URL("../../docs/screens.md", import.meta.url));
const SCENARIOS = ["echo", "wrong-id", "late-answer", "smm-fire-and-forget-wrong-id"];
const LAB = ["lab", "run", "--bus", "isa", ...SCENARIOS.flatMap((name) => ["--scenario", name])];
/** A latency that takes two columns less does not change which fields a line has. */
const COLUMNS = 94;
const LATE_ANSWER = / < 07\/04 .* ms/;

const CONFIG = `
name: vm0
replies: { rules: [{ name: slow, when: { command: Get Self Test Results }, time: { delayMs: 300 } }] }
`;

/** Requests that the guest's driver repeats about every second. */
const HEARTBEAT = /Get BMC Global Enables|Read Event Message Buffer|Get Message Flags/;

/** Up to the late answer. */
function exchange(watched: string): string {
  const lines = watched.split("\n").filter((line) => !HEARTBEAT.test(line));
  return lines.slice(0, 1 + lines.findIndex((line) => LATE_ANSWER.test(line))).join("\n");
}

/** Removes the parts that differ from run to run. */
function steady(text: string): string {
  const ids = new Map<string, string>();
  const numbered = (id: string) => {
    ids.set(id, ids.get(id) ?? (0x20 + ids.size).toString(16));
    return ids.get(id);
  };
  return text
    .trimEnd()
    .replaceAll(/\d\d:\d\d:\d\d\.\d{3}/g, "17:21:07.312")
    .replaceAll(/(?<=\d{3} )[0-9a-f]{2}(?= <)|(?<= id )[0-9a-f]{2}(?= \[)/g, (id) => `${numbered(id)}`)
    .replaceAll(/\d+\.\d+ ms|\b\d\d? ms/g, "0.21 ms")
    .replaceAll(/\d{3,} ms/g, "301 ms")
    .replaceAll(/(?<=0\/1024 {2}1 {7}).*/g, "Get Channel Info: 00h")
    .replaceAll(/(?<= client) #\d+$/gm, "")
    .replaceAll(/ #\d+$/gm, " #34")
    .replaceAll(/(?<=connected {2})\d+|(?<=^vm0 {6})\d+/gm, "30")
    .replaceAll(/(?<=QEMU emulator version 7\.2\.\d+) \(.*\)/g, "")
    .replaceAll(/process \d+, up \d+ \w+/g, "process 4711, up 8 s")
    .replaceAll(/unix:\S+\.sock/g, "unix:/run/vm0/bmc.sock")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const page = (status: string, watch: string, lab: string) => `# See what it prints

The output of three commands, for a look before you install anything. A test writes this page, on a terminal of
${COLUMNS} columns.

The status of a daemon whose guest, a Linux, has booted:

\`\`\`console
$ extern-bmc status
${steady(status)}
\`\`\`

The guest runs \`ipmitool mc selftest\`, and a fault delays the answer:

\`\`\`console
$ extern-bmc watch
${steady(exchange(watch))}
\`\`\`

The lab runs four scenarios on Debian's QEMU 7.2:

\`\`\`console
$ extern-bmc ${LAB.join(" ")}
${steady(lab)}
\`\`\`
`;

test("docs/screens.md", async () => {
  const socket = join(temporaryDirectory(), "bmc.sock");
  await using daemon = await startTestDaemon({ config: CONFIG, args: ["--listen", `unix:${socket}`] });
  const env = { EXTERN_BMC_CONTROL_SOCKET: daemon.control, NO_COLOR: "1" };
  await using guest = await bootGuestWithBmc(daemon, { device: "isa-ipmi-bt" });
  // The real path of the door is longer than the page's.
  const status = await runOnTerminal(["status"], 2 * COLUMNS, env);

  const watching = startOnTerminal(["watch"], COLUMNS, env);
  onTestFinished(() => void watching.kill("SIGKILL"));
  let watched = "";
  watching.stdout.setEncoding("utf8").on("data", (text: string) => {
    watched += text.replaceAll("\r", "");
  });
  await vi.waitFor(async () => {
    await guest.run("ipmitool raw 0x06 0x37");
    expect(watched).toContain(" Get System GUID → ");
  }, PATIENCE);
  watched = "";
  await guest.run("ipmitool mc selftest");
  await vi.waitFor(() => expect(watched).toMatch(LATE_ANSWER), PATIENCE);

  const lab = await runOnTerminal(LAB, COLUMNS, env);
  await expect(page(status, watched, lab)).toMatchFileSnapshot(PAGE);
});
