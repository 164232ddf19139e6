import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, it, vi } from "vitest";
import { CHECK_INTERVAL_MS, watchLiveness } from "../../src/transport/liveness.ts";

const readFile = vi.hoisted(() => vi.fn());
vi.mock("node:fs/promises", () => ({ readFile }));

/** The table's row of a connection of which a byte is unacknowledged. */
function unacknowledged({ localPort = 0, remotePort = 0 }: Socket): string {
  const [local, remote] = [localPort, remotePort].map((port) => port.toString(16).toUpperCase().padStart(4, "0"));
  return `   1: 0100007F:${local} 0100007F:${remote} 01 00000001:00000000 01:00000100 00000000     0        0 102 1 0\n`;
}

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
    const table = clients.map(unacknowledged).join("");
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
