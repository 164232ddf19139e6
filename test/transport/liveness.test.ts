import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, it, vi } from "vitest";
import { CHECK_INTERVAL_MS, watchLiveness } from "../../src/transport/liveness.ts";

const readFile = vi.hoisted(() => vi.fn());
vi.mock("node:fs/promises", () => ({ readFile }));

/** The table's row of a connection of which a byte is unacknowledged. */
function unacknowledged({ localPort = 0, remotePort = 0 }: Socket, retransmits = 0, probes = 0): string {
  const [local, remote] = [localPort, remotePort].map((port) => port.toString(16).toUpperCase().padStart(4, "0"));
  return `   1: 0100007F:${local} 0100007F:${remote} 01 00000001:00000000 01:00000100 ${hex8(retransmits)}     0 ${probes} 102 1 0\n`;
}

function hex8(value: number): string {
  return value.toString(16).padStart(8, "0");
}

it.each([
  ["retransmissions", 3, 0, 4],
  ["retransmissions after two keepalives", 1, 2, 3],
  ["retransmissions after six keepalives", 1, 6, 1],
  ["nine keepalives, and bytes that were sent just now", 0, 9, 1],
  ["probes of a closed window", 0, 5, 4],
])("%s without an answer: dead after the given checks", async (_, retransmits, probes, checks) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const client = connect(typeof address === "object" && address !== null ? address.port : 0, "127.0.0.1");
  await once(client, "connect");
  client.on("error", () => {});
  vi.useFakeTimers();
  try {
    readFile.mockResolvedValue(unacknowledged(client, retransmits, probes));
    watchLiveness(client);
    client.write("A");
    await vi.advanceTimersByTimeAsync((checks - 1) * CHECK_INTERVAL_MS);
    expect(client.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(CHECK_INTERVAL_MS);
    expect(client.destroyed).toBe(true);
  } finally {
    vi.useRealTimers();
    server.close();
    readFile.mockReset();
  }
});

it("reads the kernel's table once for all connections with bytes under way, also after a read that failed", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const clients: Socket[] = [];
  for (let count = 0; count < 20; count++) {
    const client = connect(port, "127.0.0.1");
    await once(client, "connect");
    clients.push(client);
  }
  vi.useFakeTimers();
  try {
    for (const client of clients) watchLiveness(client);
    await vi.advanceTimersByTimeAsync(3 * CHECK_INTERVAL_MS);
    expect(readFile).not.toHaveBeenCalled();
    const table = clients.map((client) => unacknowledged(client)).join("");
    readFile.mockRejectedValueOnce(new Error("EMFILE")).mockResolvedValueOnce(table).mockResolvedValue("");
    for (const client of clients) client.write("A");
    await vi.advanceTimersByTimeAsync(5 * CHECK_INTERVAL_MS);
    expect(readFile).toHaveBeenCalledTimes(3);
    for (const client of clients) client.write("A");
    await vi.advanceTimersByTimeAsync(5 * CHECK_INTERVAL_MS);
    expect(readFile).toHaveBeenCalledTimes(4);
    clients[0]?.write("A");
    for (const client of clients) client.destroy();
    vi.useRealTimers();
    await Promise.all(clients.map((client) => once(client, "close")));
    vi.useFakeTimers();
    await vi.advanceTimersByTimeAsync(3 * CHECK_INTERVAL_MS);
    expect(readFile).toHaveBeenCalledTimes(4);
  } finally {
    vi.useRealTimers();
    server.close();
  }
});
