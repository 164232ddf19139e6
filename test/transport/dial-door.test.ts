import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { formatAddress, type TcpAddress } from "../../src/transport/address.ts";
import { FIRST_WAIT_MS, LONGEST_WAIT_MS, SUCCESS_MS } from "../../src/transport/dial-door.ts";
import { openDoor } from "../../src/transport/door.ts";
import { echoed, ended, eventually } from "../support/doors/client.ts";
import { openEchoDoor, temporaryDirectory } from "../support/doors/door.ts";

/** QEMU with `server=on`: takes one connection after another. */
async function listenAt(path: string): Promise<Server> {
  const server = createServer().listen(path);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return server;
}

async function nextConnection(server: Server): Promise<Socket> {
  const [socket] = (await once(server, "connection")) as [Socket];
  onTestFinished(() => void socket.destroy());
  return socket;
}

describe("dialling out", () => {
  it("is open at once and reaches a QEMU that starts later", async () => {
    const path = join(temporaryDirectory(), "q.sock");
    const { door, connections, lines } = await openEchoDoor({ listen: `connect:unix:${path}` });
    expect(door.address).toBe(`connect:unix:${path}`);
    await eventually(() => expect(lines).toHaveLength(1));
    expect(lines).toMatchObject([{ msg: "QEMU cannot be reached yet; still dialing", reason: "ENOENT" }]);

    const qemu = await nextConnection(await listenAt(path));
    expect(await echoed(qemu, "x")).toBe("x");
    expect(connections.map(({ peer }) => peer)).toEqual([`unix:${path} #1`]);
  });

  it("dials again when the connection ends", async () => {
    const path = join(temporaryDirectory(), "q.sock");
    const server = await listenAt(path);
    const { connections } = await openEchoDoor({ listen: `connect:unix:${path}` });
    const first = await nextConnection(server);
    first.destroy();
    expect(await echoed(await nextConnection(server), "x")).toBe("x");
    expect(connections.map(({ peer }) => peer)).toEqual([`unix:${path} #1`, `unix:${path} #2`]);
  });

  it("reaches TCP", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const to: TcpAddress = { kind: "tcp", host: "127.0.0.1", port };
    const { connections } = await openEchoDoor({ listen: formatAddress({ kind: "connect", to }) });
    expect(await echoed(await nextConnection(server), "x")).toBe("x");
    expect(connections[0]?.peer).toBe(`127.0.0.1:${port}`);
  });

  it("ends with the door, and no try is made after it", async () => {
    const path = join(temporaryDirectory(), "q.sock");
    const { door } = await openEchoDoor({ listen: `connect:unix:${path}` });
    await door.close();
    const server = await listenAt(path);
    let connected = 0;
    server.on("connection", () => (connected += 1));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(connected).toBe(0);
  });

  it("drops its connection when the door closes", async () => {
    const path = join(temporaryDirectory(), "q.sock");
    const server = await listenAt(path);
    const { door } = await openEchoDoor({ listen: `connect:unix:${path}` });
    const qemu = await nextConnection(server);
    await door.close();
    await ended(qemu);
  });

  it("waits twice as long after each failure, up to a limit, and is quick again after a success", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const path = join(temporaryDirectory(), "q.sock");
    await openEchoDoor({ listen: `connect:unix:${path}` });
    const waitsFor = async (ms: number) => {
      while (vi.getTimerCount() === 0) await new Promise(setImmediate);
      vi.advanceTimersByTime(ms - 1);
      expect(vi.getTimerCount()).toBe(1);
      vi.advanceTimersByTime(1);
      expect(vi.getTimerCount()).toBe(0);
    };
    for (const ms of [100, 200, 400, 800, 1600, 3200, LONGEST_WAIT_MS, LONGEST_WAIT_MS]) await waitsFor(ms);

    const server = await listenAt(path);
    while (vi.getTimerCount() === 0) await new Promise(setImmediate);
    const [qemu] = await Promise.all([nextConnection(server), vi.advanceTimersByTime(LONGEST_WAIT_MS)]);
    expect(await echoed(qemu, "x")).toBe("x");
    vi.advanceTimersByTime(SUCCESS_MS);
    qemu.destroy();
    await waitsFor(FIRST_WAIT_MS);
  });

  it("refuses a path that no socket can have", async () => {
    const listen = `connect:unix:/${"x".repeat(107)}`;
    await expect(openDoor({ listen }, () => undefined, pino({ level: "silent" }))).rejects.toThrow(
      "the path has 108 bytes, and a Unix socket's can have 107",
    );
  });
});
