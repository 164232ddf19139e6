/** `machine`: its output when machines are added and removed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../../support/daemon/daemon.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-machine-"));
let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: "machines: [{ name: a, listen: ['tcp:127.0.0.1:0'] }]" });
});
afterAll(async () => {
  await daemon.stop();
  rmSync(directory, { recursive: true });
});

const file = (name: string, text: string) => writeFileSync(join(directory, name), text);
/** Runs in the directory, and leaves its name out of the messages. */
async function machine(...args: readonly string[]) {
  const env = { EXTERN_BMC_CONTROL_SOCKET: daemon.control, EXTERN_BMC_LISTEN: "tcp:127.0.0.1:1" };
  const { code, stdout, stderr } = await runCli(["machine", ...args], { cwd: directory, env });
  const short = (text: string) => text.replaceAll(`${directory}/`, "");
  return [code, short(stdout), short(stderr)];
}

describe("add", () => {
  test("takes a file, with doors relative to the current directory, and ignores the environment", async () => {
    file("vm7.yaml", "extends: quiet\nname: vm7\nlisten: [unix:vm7.sock]\nlog: { level: debug }\n");
    const warning = "vm7.yaml:4:1: log is a setting of the daemon, which has its own (warning)\n";
    expect(await machine("add", "vm7.yaml")).toEqual([0, "vm7 added unix:vm7.sock\n", warning]);
    expect(await machine("add", "vm7.yaml")).toEqual([
      1,
      "",
      `${warning}extern-bmc: there is already a machine vm7; choose another name\n`,
    ]);
    expect(await machine("remove", "vm7")).toEqual([0, "vm7 removed\n", ""]);
  });

  test("no file", async () => {
    const flags = ["--extends", "quiet", "--name", "vm8", "--listen", "unix:vm8.sock", "--json"];
    const [code, stdout] = await machine("add", ...flags);
    const result = { done: [{ name: "vm8", doors: ["unix:vm8.sock"] }], failed: [] };
    expect([code, JSON.parse(String(stdout))]).toEqual([0, result]);
    await machine("remove", "vm8");
  });

  test("adds the other machines when one fails", async () => {
    file("fleet.yaml", "machines: [{ name: 'vm[0-2]' }, { name: odd, listen: [unix:no/odd.sock] }]\n");
    expect(await machine("add", "fleet.yaml", "--only", "vm1")).toEqual([0, "vm1 added unix:vm1.sock\n", ""]);
    expect(await machine("add", "fleet.yaml")).toEqual([
      1,
      "vm0 added unix:vm0.sock\nvm2 added unix:vm2.sock\n",
      expect.stringMatching(
        /^extern-bmc: vm1: there is already a machine vm1; .*\nextern-bmc: odd: unix:no.* does not exist; .*\n.*2 of 4 not added\n$/,
      ),
    ]);
    expect(await machine("remove", "vm0", "vm1", "vm2", "vm3")).toEqual([
      1,
      "vm0 removed\nvm1 removed\nvm2 removed\n",
      "extern-bmc: vm3: there is no machine vm3; there are: a\nextern-bmc: 1 of 4 not removed\n",
    ]);
  });
});

describe("exit code 2, with the mistake", () => {
  test.each<[string, string[], string]>([
    [
      "a mistake, with its place",
      ["add", "wrong.yaml"],
      "wrong.yaml:2:16: device.id is 256 (0x100); expected a whole number",
    ],
    ["no file", ["add", "none.yaml"], "none.yaml: there is no such file\n"],
    ["nothing to add", ["add"], "extern-bmc: expected a file, or --extends, --name, --listen or --lan\n"],
    [
      "a name for many",
      ["add", "one.yaml", "two.yaml", "--name", "vm7"],
      "--name: name is set for all machines; expected one in each",
    ],
    [
      "one that is not in it",
      ["add", "two.yaml", "--only", "y"],
      'extern-bmc: --only is "y"; expected one of x0, x1\n',
    ],
    [
      "a descriptor",
      ["add", "--listen", "fd:5"],
      "extern-bmc: listen[0] is fd:5: descriptors are passed when a daemon",
    ],
    ["one that does not exist", ["remove", "b"], "extern-bmc: there is no machine b; there are: a\n"],
    ["nothing to remove", ["remove"], "extern-bmc: name is missing; expected <name>"],
  ])("%s", async (_, args, says) => {
    file("wrong.yaml", "name: x\ndevice: { id:  0x100 }\n");
    file("one.yaml", "{}");
    file("two.yaml", "machines: [{ name: 'x[0-1]' }]\n");
    const [code, stdout, stderr] = await machine(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
  });
});
