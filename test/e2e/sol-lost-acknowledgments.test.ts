/** Packets that the SOL clients of Debian send when packets with their keys, or the acknowledgments, are lost. */
import type { Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { lanClient } from "../support/lan/lan-clients.ts";
import { ownDoor, RunningClient, SOL_CLIENTS, type SolClient } from "../support/sol/clients.ts";
import { daemonWithGuest } from "../support/sol/daemon-with-guest.ts";
import { filteringRelay } from "../support/sol/lossy-relay.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const RMCP_PLUS = 6;
const SOL = 1;
/** Offset of the payload in a datagram of a session without encryption, and of the fields in the payload of SOL. */
const [PAYLOAD, NUMBER, ACKNOWLEDGED, DATA] = [16, 0, 1, 4];

const isSol = (datagram: Buffer) => datagram[4] === RMCP_PLUS && ((datagram[5] ?? 0) & 0x3f) === SOL;

/** Says whether the relay loses a packet of the door or of the client, by all that the client has sent since it typed. */
type Loses = (packet: Buffer, sent: readonly Buffer[], guest: Socket) => boolean;

/** A client that types keys in an active session, behind a relay that loses SOL packets as the test says. */
async function typing(name: string, keys: string, losesOfDoor: Loses, losesOfClient: Loses = () => false) {
  const client = SOL_CLIENTS.find((each) => each.name === name) as SolClient;
  const [door, relay] = [ownDoor(), ownDoor()];
  const { guest, got } = await daemonWithGuest(door, relay);
  await lanClient(door.port, door.host).ipmitool(["-I", "lanplus", "sol", "set", "force-encryption", "false", "1"]);
  const sent: Buffer[] = [];
  let counts = false;
  await filteringRelay(relay, door, {
    toDoor: (datagram) => {
      if (!counts || !isSol(datagram)) return true;
      const packet = datagram.subarray(PAYLOAD);
      sent.push(packet);
      return !losesOfClient(packet, sent, guest);
    },
    fromDoor: (datagram) => !(isSol(datagram) && losesOfDoor(datagram.subarray(PAYLOAD), sent, guest)),
  });
  const running = await RunningClient.start(client, relay, 2);
  await vi.waitFor(() => {
    running.type("?");
    expect(got()).toContain("?");
  }, PATIENCE);
  running.type("!");
  await vi.waitFor(() => expect(got()).toMatch(/!$/), PATIENCE);
  counts = true;
  running.type(keys);
  return { running, sent, got: () => got().replace(/^.*!/, "") };
}

const hasX = (packet: Buffer) => packet[DATA] === "x".charCodeAt(0);

describe("the first acknowledgment is lost", () => {
  const numbers = (sent: readonly Buffer[]) => sent.filter(hasX).map((packet) => packet[NUMBER]);
  const loses: Loses = (packet, sent) => numbers(sent).length === 1 && packet[ACKNOWLEDGED] === numbers(sent)[0];

  it("ipmiconsole sends the packet again under the same number: the guest gets the key once", async () => {
    const { running, sent, got } = await typing("ipmiconsole", "x", loses);
    await vi.waitFor(() => expect(numbers(sent).length).toBeGreaterThan(1), PATIENCE);
    running.type("y");
    await vi.waitFor(() => expect(got()).toBe("xy"), PATIENCE);
    expect(new Set(numbers(sent)).size).toBe(1);
    await running.end();
  });

  it("ipmitool sends the key in a packet with the next number: the guest gets it twice", async () => {
    const { running, sent, got } = await typing("ipmitool", "x", loses);
    await vi.waitFor(() => expect(numbers(sent).length).toBeGreaterThan(1), PATIENCE);
    running.type("y");
    await vi.waitFor(() => expect(got()).toMatch(/^x{2,4}y$/), PATIENCE);
    expect(numbers(sent)[1]).toBe(((numbers(sent)[0] ?? 0) % 15) + 1);
    await running.end();
  });
});

describe("the packet is lost, and the guest prints before the client sends it again", () => {
  it.each([
    ["ipmiconsole sends it again", "ipmiconsole", "xy"],
    ["ipmitool takes the output for the acknowledgment: the guest does not get the key", "ipmitool", "y"],
  ])("%s", async (_, name, keys) => {
    const passed = { output: false };
    const seesOutput: Loses = (packet) => {
      passed.output ||= packet[NUMBER] !== 0;
      return false;
    };
    const { running, got } = await typing(name, "x", seesOutput, (packet, _sent, guest) => {
      const loses = hasX(packet) && !passed.output;
      if (loses) guest.write("output");
      return loses;
    });
    await running.prints("output");
    running.type("y");
    await vi.waitFor(() => expect(got()).toBe(keys), PATIENCE);
    await running.end();
  });
});

describe("pyghmi's packet and its repeats", () => {
  /** Loses all acknowledgments until the client has sent its packet so many times. */
  const until =
    (times: number): Loses =>
    (_, sent) =>
      sent.length > 0 && sent.length < times;

  it("goes on when the fourth is acknowledged", async () => {
    const { running, sent, got } = await typing("pyghmi", "x", until(4));
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(3), PATIENCE);
    running.type("y");
    await vi.waitFor(() => expect(got()).toBe("xy"), PATIENCE);
  });

  it("ends its session when the fifth is acknowledged", async () => {
    const { running, sent, got } = await typing("pyghmi", "x", until(5));
    await running.prints("Connection lost");
    expect(sent).toHaveLength(5);
    expect(got()).toBe("x");
  });
});
