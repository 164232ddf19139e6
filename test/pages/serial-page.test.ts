/** docs/serial.md as its reader follows it: the console of a Linux guest, the log of a port, and SOL by the page's clients. */
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { writeUnattendedGuest } from "../support/guest/unattended-guest.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";
import { echoDisk } from "../support/qemu/boot-sector.ts";
import { ownDoor, RunningClient, SOL_CLIENTS } from "../support/sol/clients.ts";

const { host, port } = ownDoor();
let shell: PageShell;
let page: string;
beforeAll(() => {
  shell = openPageShell();
  page = readPage("serial.md").replaceAll("127.0.0.1", host).replaceAll("6230", `${port}`);
  page = page.replaceAll(/\/tmp(?=\/ser0)|\/run\/vm0/g, shell.directory);
});
afterAll(() => shell?.close());

test("run with a console: its history is there, and status shows that it is connected", async () => {
  const [run = "", untilLogin = ""] = blocksOf(page, "sh");
  writeUnattendedGuest(shell.directory, "echo vm0 login:; sleep 600");
  const output = await shell.runServing(run, `${untilLogin}\necho\nextern-bmc status`);
  expect(output).toMatch(/^vm0 login:/m);
  const [, shown = ""] = /^(Serial port .*)$/m.exec(page) ?? [];
  const counts = (line: string) => line.replaceAll(/\d+(?= bytes)/g, "n");
  expect(output.split("\n").map(counts)).toContain(counts(shown));
});

test("the log has what the guest printed", async () => {
  const [config = ""] = blocksOf(page, "yaml");
  shell.write("bmc.yaml", config);
  shell.write("echo.img", echoDisk());
  const meanwhile = `qemu-system-x86_64 -display none $(extern-bmc qemu-args -c bmc.yaml) -drive file=echo.img,format=raw &
(trap "" PIPE; while echo hello; do sleep 0.2; done) 2>/dev/null | extern-bmc console | grep -m1 hello
until grep hello vm0-console.log; do sleep 0.2; done`;
  expect(await shell.runServing("extern-bmc serve -c bmc.yaml", meanwhile)).toMatch(/^hello\nhello$/m);
});

test("both clients of SOL reach the guest", async () => {
  const [, config = ""] = blocksOf(page, "yaml");
  const path = join(shell.directory, "ser0");
  rmSync(path, { force: true });
  const guest = createServer((socket) => socket.pipe(socket)).listen(path);
  await once(guest, "listening");
  onTestFinished(() => void guest.close());
  const daemon = await startTestDaemon({ config });
  onTestFinished(async () => void (await daemon.stop()));
  const lines = page.match(/(?<=^\$ )(?:ipmitool .* sol activate|ipmiconsole .*)$/gm) ?? [];
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    const client = SOL_CLIENTS.find(({ name }) => line.startsWith(`${name} `));
    if (!client) throw new Error(line);
    const running = await RunningClient.start({ ...client, command: () => line }, { host, port });
    running.type(`typed in ${client.name}`);
    await running.prints(`typed in ${client.name}`);
    await running.end();
  }
});
