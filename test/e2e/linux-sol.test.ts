/** A Linux guest's console over SOL: each client of Debian logs in, runs commands, and moves a megabyte each way. */
import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { type Control, connect } from "../../src/control/client.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { LinuxGuest } from "../support/guest/linux-guest.ts";
import { ownDoor, RunningClient, SOL_CLIENTS, type SolClient, USER } from "../support/sol/clients.ts";
import { GuestConsole, offerLogIn } from "../support/sol/guest-console.ts";
import { megabyte, parts } from "../support/sol/megabyte.ts";

/** `seq 1 180000` prints a megabyte. */
const LINES = 180_000;
/** Longest line of it on a terminal, with its CR and LF. */
const LINE_SIZE = 8;
const TYPED = megabyte("T");

const door = ownDoor();
let daemon: TestDaemon;
let control: Control;
let guest: LinuxGuest;

beforeAll(async () => {
  const path = join(mkdtempSync(join(tmpdir(), "sol-")), "ser0");
  const account = `{ id: 2, name: ${USER.name}, password: ${USER.password}, privilegeLimit: administrator }`;
  const lan = `lan: { listen: "udp:${door.host}:${door.port}" }`;
  const config = `${lan}\nserial: unix:${path}\nusers: { accounts: [${account}] }\n`;
  daemon = await startTestDaemon({ config, args: ["-l", "tcp:127.0.0.1:0"] });
  control = await connect(daemon.control);
  guest = await LinuxGuest.boot({ qemu: defaultQemu(), flags: [], console: `socket,path=${path}` });
  await offerLogIn(guest);
});
afterAll(async () => {
  await guest?.[Symbol.asyncDispose]();
  control?.close();
  await daemon?.stop();
});

/** Prints a megabyte, in parts for which the client has room. */
async function print(console: GuestConsole, { room }: SolClient): Promise<string> {
  const most = room ? Math.floor(room / LINE_SIZE) : LINES;
  let printed = "";
  for (let first = 1; first <= LINES; first += most) {
    printed += await console.run(`seq ${first} ${Math.min(first + most - 1, LINES)}`);
  }
  return printed;
}

/** Types a megabyte, in parts that the client takes at once. Returns the checksum that the guest computes. */
async function type(console: GuestConsole, running: RunningClient, { keys }: SolClient): Promise<string> {
  const written = async () => (await control.call("status")).machines[0]?.serial?.written;
  await console.start(`stty raw -echo; echo go; head -c ${TYPED.length} | md5sum; stty sane`);
  await console.until("go\n");
  let goal = (await written()) ?? 0;
  for (const part of parts(TYPED, keys)) {
    running.type(part);
    goal += part.length;
    await expect.poll(written).toBe(goal);
  }
  const [checksum = ""] = (await console.finish()).trim().split(" ");
  return checksum;
}

it.each(SOL_CLIENTS)("$name logs in, runs commands, prints a megabyte and types one", async (client) => {
  const running = await RunningClient.start(client, door);
  const console = await GuestConsole.logIn(running);
  expect(await console.run("id -un; tty; hostname")).toBe("operator\r\n/dev/ttyS0\r\nguest\r\n");
  const printed = await print(console, client);
  expect(printed.split("\r\n")).toEqual([...Array.from({ length: LINES }, (_, index) => `${index + 1}`), ""]);
  expect(await type(console, running, client)).toBe(createHash("md5").update(TYPED).digest("hex"));
  await console.logOut();
  await running.end();
});
