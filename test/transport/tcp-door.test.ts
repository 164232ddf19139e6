import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, isIPv6, Server, Socket } from "node:net";
import { pino } from "pino";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { parseAddress } from "../../src/transport/address.ts";
import { DoorError, openDoor } from "../../src/transport/door.ts";
import { listenFailure } from "../../src/transport/door-error.ts";
import { MAX_CONNECTIONS } from "../../src/transport/node-ipc-listener.ts";
import { connectTo, echoed, ended, eventually } from "../support/doors/client.ts";
import { openEchoDoor } from "../support/doors/door.ts";

function refusal(listen: string): Promise<unknown> {
  return openDoor({ listen }, () => undefined, pino({ level: "silent" })).then(
    (door) => door.close().then(() => "opened"),
    (error) => error,
  );
}

describe("tcp doors", () => {
  it("listen on loopback by default, and report the port they got", async () => {
    const { door, lines } = await openEchoDoor({ listen: "tcp::0" });
    expect(door.address).toMatch(/^tcp:127\.0\.0\.1:[1-9]\d+$/);
    expect(await echoed(await connectTo(door.address), "x")).toBe("x");
    expect(lines).toEqual([]);
  });

  it("report the address that a name stands for", async () => {
    const { door } = await openEchoDoor({ listen: "tcp:localhost:0" });
    expect(["127.0.0.1", "::1"]).toContain((parseAddress(door.address) as { host: string }).host);
  });

  it("listen on IPv6", async () => {
    const { door, connections } = await openEchoDoor({ listen: "tcp:[::1]:0" });
    const client = await connectTo(door.address);
    await echoed(client, "x");
    expect(isIPv6(client.remoteAddress ?? "")).toBe(true);
    expect(connections[0]?.peer).toBe(`[::1]:${client.localPort}`);
  });

  it("warn where other machines can reach them", async () => {
    const { lines } = await openEchoDoor({ listen: "tcp:0.0.0.0:0" });
    expect(lines.map(({ msg }) => msg)).toEqual([expect.stringContaining("any peer that reaches this address")]);
  });

  it("send small answers at once", async () => {
    const setNoDelay = vi.spyOn(Socket.prototype, "setNoDelay");
    onTestFinished(() => setNoDelay.mockRestore());
    const { door } = await openEchoDoor({ listen: "tcp::0" });
    const client = await connectTo(door.address);
    await echoed(client, "x");
    const accepted = setNoDelay.mock.contexts.filter((socket) => socket !== client);
    expect(accepted.length).toBeGreaterThan(0);
    expect(setNoDelay.mock.calls).toEqual(setNoDelay.mock.calls.map(() => [true]));
  });

  it("probe an idle peer", async () => {
    const { door } = await openEchoDoor({ listen: "tcp::0" });
    const client = await connectTo(door.address);
    await echoed(client, "x");
    const [port, peer] = [client.remotePort, client.localPort].map((n) =>
      n?.toString(16).toUpperCase().padStart(4, "0"),
    );
    // The kernel's timer 02 is keepalive.
    const row = new RegExp(`0100007F:${port} 0100007F:${peer} 01 \\S+ 02:`);
    await eventually(() => expect(readFileSync("/proc/self/net/tcp", "latin1")).toMatch(row));
  });

  it("refuse a busy port", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await refusal(`tcp::${port}`)).toMatchObject({
      name: "DoorError",
      message: `tcp:127.0.0.1:${port}: the port is in use; stop its user or choose another port (0 takes any free one)`,
    });
  });

  it("refuse an address of another machine", async () => {
    expect(await refusal("tcp:192.0.2.1:0")).toHaveProperty("message", expect.stringContaining("is not one of this"));
  });

  it("refuse a name that cannot be resolved, with any of the resolver's errors", async () => {
    const error = await refusal("tcp:no-such-host.invalid:9002");
    expect(error).toBeInstanceOf(DoorError);
    expect(error).toHaveProperty(
      "message",
      expect.stringMatching(/^tcp:no-such-host\.invalid:9002: the host name cannot/),
    );
  });

  it.each([
    ["EACCES", "the port needs privilege, as those below 1024 do; choose a higher one"],
    ["EAFNOSUPPORT", "this machine has no such address family; choose an address of another"],
    ["ESOMETHING", "cannot listen (ESOMETHING)"],
  ])("say what to do about %s", (code, advice) => {
    const error = listenFailure("tcp:127.0.0.1:80", Object.assign(new Error("x"), { code }));
    expect(error.message).toBe(`tcp:127.0.0.1:80: ${advice}`);
  });

  it("outlive an error of their listener, and log it", async () => {
    const listen = vi.spyOn(Server.prototype, "listen");
    onTestFinished(() => listen.mockRestore());
    const { door, lines } = await openEchoDoor({ listen: "tcp::0" });
    (listen.mock.contexts[0] as Server).emit("error", new Error("out of descriptors"));
    expect(lines).toMatchObject([{ level: 50, msg: "the listener has failed", reason: "out of descriptors" }]);
    expect(await echoed(await connectTo(door.address), "x")).toBe("x");
  });
});

describe("one QEMU a door", () => {
  it("refuses a second connection and names both", async () => {
    const { door, connections, lines } = await openEchoDoor({ listen: "tcp::0" });
    const first = await connectTo(door.address);
    await echoed(first, "x");
    const second = await connectTo(door.address);
    await ended(second);
    expect(connections).toHaveLength(1);
    expect(lines).toMatchObject([
      {
        level: 40,
        msg: "connection refused: a door serves one QEMU, and one is connected",
        peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        connected: connections[0]?.peer,
      },
    ]);
    expect(lines[0]?.["peer"]).not.toBe(connections[0]?.peer);
    expect(await echoed(first, "still here")).toBe("still here");
  });

  it("takes the next one after the first has gone, however quickly it comes", async () => {
    const { door, connections } = await openEchoDoor({ listen: "tcp::0" });
    for (let turn = 1; turn <= 50; turn += 1) {
      const client = await connectTo(door.address);
      expect(await echoed(client, "x")).toBe("x");
      client.destroy();
      expect(connections).toHaveLength(turn);
    }
  });

  it("survives a peer that resets its connection", async () => {
    const { door, connections, lines } = await openEchoDoor({ listen: "tcp::0" });
    const client = await connectTo(door.address);
    await echoed(client, "x");
    client.resetAndDestroy();
    await eventually(() => expect(connections[0]?.stream.closed).toBe(true));
    expect(lines).toMatchObject([{ msg: "connection failed", peer: connections[0]?.peer }]);
    expect(await echoed(await connectTo(door.address), "x")).toBe("x");
  });

  it("rations the log lines that a crowd can cause", async () => {
    const { door, lines } = await openEchoDoor({ listen: "tcp::0" });
    await echoed(await connectTo(door.address), "x");
    for (let n = 0; n < 3 * MAX_CONNECTIONS; n += 1) await ended(await connectTo(door.address));
    expect(lines).toHaveLength(10);
  });

  it("drops connections beyond the limit at once", async () => {
    const { door } = await openEchoDoor({ listen: "tcp::0" });
    const crowd: Socket[] = [];
    for (let n = 0; n < 2 * MAX_CONNECTIONS; n += 1) crowd.push(await connectTo(door.address));
    await Promise.all(crowd.slice(1).map(ended));
    expect(await echoed(crowd[0] as Socket, "x")).toBe("x");
  });

  it("ends the connection when the door closes", async () => {
    const { door } = await openEchoDoor({ listen: "tcp::0" });
    const client = await connectTo(door.address);
    await door.close();
    await ended(client);
    expect(await refusal(door.address)).toBe("opened");
  });
});
