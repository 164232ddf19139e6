/** SOL with the clients of Debian: a megabyte each way, and through a relay that drops, doubles and reorders datagrams. */
import type { Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { ownDoor, RunningClient, SOL_CLIENTS, type SolClient, type SolDoor } from "../support/sol/clients.ts";
import { daemonWithGuest } from "../support/sol/daemon-with-guest.ts";
import { lossyRelay } from "../support/sol/lossy-relay.ts";
import { megabyte, parts } from "../support/sol/megabyte.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const PRINTED = megabyte("P");
const TYPED = megabyte("T");
const LINE_SIZE = PRINTED.indexOf("\n") + 1;

/** Starts a client, types until the guest hears it, prints a megabyte and compares. */
async function prints(client: SolClient, door: SolDoor, guest: Socket, got: () => string): Promise<RunningClient> {
  const running = await RunningClient.start(client, door);
  await vi.waitFor(() => {
    running.type("?");
    expect(got()).toContain("?");
  }, PATIENCE);
  for (const part of parts(PRINTED, client.room)) {
    guest.write(part);
    if (client.room) await running.prints(part.slice(-LINE_SIZE).trim());
  }
  guest.write("printed");
  await running.prints("printed");
  const output = running.output;
  expect(output.slice(output.indexOf("P0000000"), output.indexOf("printed")).replaceAll("\r\n", "\n")).toBe(PRINTED);
  return running;
}

/** Types a text in parts, and compares what the guest gets. */
async function types(running: RunningClient, text: string, keys: number | undefined, got: () => string): Promise<void> {
  const before = got().length;
  for (const part of parts(text, keys)) {
    running.type(part);
    await vi.waitFor(() => expect(got().endsWith(part)).toBe(true), PATIENCE);
  }
  // The last of the keys by which `prints` waited.
  expect(got().slice(before).replace(/^\?+/, "")).toBe(text);
}

describe.each(SOL_CLIENTS)("$name", (client) => {
  it("gets a megabyte from the guest, and types one", async () => {
    const door = ownDoor();
    const { guest, got } = await daemonWithGuest(door);
    const running = await prints(client, door, guest, got);
    await types(running, TYPED, client.keys, got);
    await running.end();
  });

  // The limits of ipmitool and pyghmi are shown by their packets in sol-lost-acknowledgments.test.ts.
  const lines = { ipmitool: 0, pyghmi: 2000, ipmiconsole: TYPED.length / LINE_SIZE }[client.name] ?? 0;
  const typed = TYPED.slice(0, lines * LINE_SIZE);
  it("gets a megabyte, and types, through a relay that drops, doubles and reorders datagrams", async () => {
    const [door, relay] = [ownDoor(), ownDoor()];
    const { guest, got } = await daemonWithGuest(door, relay);
    await lossyRelay(relay, door, { dropOneIn: 211, doubleOneIn: 13, swapOneIn: 17 });
    const running = await prints(client, relay, guest, got);
    await types(running, typed, client.keys, got);
    await running.end();
  });
});
