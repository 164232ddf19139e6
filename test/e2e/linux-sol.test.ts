/** A Linux guest's console over SOL: each client of Debian reaches its shell and runs commands. */
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { LinuxGuest } from "../support/guest/linux-guest.ts";
import { ownDoor, RunningClient, SOL_CLIENTS, USER } from "../support/sol/clients.ts";

/** A shell on the console that starts again when it ends, as getty does. */
const SHELL = "while :; do setsid sh -c 'exec sh -i </dev/ttyS0 >/dev/ttyS0 2>&1'; done >/dev/null 2>&1 &";

it("each client reaches the shell on the guest's console, and runs commands", async () => {
  const path = join(temporaryDirectory(), "ser0");
  const door = ownDoor();
  const account = `{ id: 2, name: ${USER.name}, password: ${USER.password}, enabled: true, privilegeLimit: administrator }`;
  const lan = `lan: { listen: "udp:${door.host}:${door.port}" }`;
  const config = `${lan}\nserial: unix:${path}\nusers: { accounts: [${account}] }\n`;
  const daemon = await startTestDaemon({ config, args: ["-l", "tcp:127.0.0.1:0"] });
  onTestFinished(async () => void (await daemon.stop()));
  await using guest = await LinuxGuest.boot({ qemu: defaultQemu(), flags: [], console: `socket,path=${path}` });
  guest.send(SHELL);
  for (const client of SOL_CLIENTS) {
    const running = await RunningClient.start(client, door);
    // The prompt may have come before the session.
    await expect
      .poll(() => {
        running.type("\r");
        return running.output;
      })
      .toContain("# ");
    running.type("echo $((6 * 7)) on $(hostname)\r");
    await running.prints("42 on guest");
    running.type("cat /proc/version\r");
    await running.prints("Linux version");
    await running.end();
  }
});
