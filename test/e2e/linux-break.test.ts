/** A break by SOL, or by `extern-bmc console`, reaches a Linux guest by QMP of a real QEMU. */
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { startOnTerminal } from "../support/daemon/terminal.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { LinuxGuest } from "../support/guest/linux-guest.ts";
import { ownDoor, RunningClient, SOL_CLIENTS, USER } from "../support/sol/clients.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** Time until another attempt: Linux waits 5 s for the key after a break. */
const SYSRQ_MS = 10_000;

it("each client's break arrives once, and that of `console` begins a SysRq", async () => {
  const directory = temporaryDirectory();
  const [path, qmp] = [join(directory, "ser0"), join(directory, "qmp")];
  const door = ownDoor();
  const account = `{ id: 2, name: ${USER.name}, password: ${USER.password}, privilegeLimit: administrator }`;
  const config = `
lan: { listen: "udp:${door.host}:${door.port}" }
serial: { address: "unix:${path}", chardev: console }
qmp: "unix:${qmp}"
users: { accounts: [${account}] }
`;
  const daemon = await startTestDaemon({ config, args: ["-l", "tcp:127.0.0.1:0"] });
  onTestFinished(async () => void (await daemon.stop()));
  const flags = ["-qmp", `unix:${qmp},server=on,wait=off`];
  await using guest = await LinuxGuest.boot({ qemu: defaultQemu(), flags, console: `socket,path=${path}` });
  // Linux reads the port while a program has it open.
  await guest.run("cat </dev/ttyS0 >/dev/null 2>&1 &");
  const breaks = async () => {
    const { stdout } = await guest.run("cat /proc/tty/driver/serial");
    const [, count = "0"] = /^0: .* brk:(\d+)/m.exec(stdout) ?? [];
    return Number(count);
  };
  expect(await breaks()).toBe(0);

  let sent = 0;
  for (const client of SOL_CLIENTS) {
    const running = await RunningClient.start(client, door);
    running.type(client.breakKeys ?? "");
    await expect.poll(breaks, PATIENCE).toBe(++sent);
    await running.end();
  }

  const console = startOnTerminal(["console"], 80, { EXTERN_BMC_CONTROL_SOCKET: daemon.control });
  onTestFinished(() => void console.kill());
  let shown = "";
  console.stdout.on("data", (bytes: Buffer) => {
    shown += bytes.toString("latin1");
  });
  await vi.waitFor(async () => {
    // QEMU marks as the break whichever byte waits first for the guest, so the carriage return is echoed before.
    const before = shown.length;
    console.stdin.write("\r");
    await expect.poll(() => shown.length, PATIENCE).toBeGreaterThan(before);
    console.stdin.write("~B");
    await expect.poll(breaks, PATIENCE).toBe(++sent);
    console.stdin.write("h");
    await expect.poll(() => shown, { timeout: SYSRQ_MS }).toContain("sysrq: HELP");
  }, PATIENCE);
});
