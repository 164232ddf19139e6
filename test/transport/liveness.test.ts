import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, it, vi } from "vitest";
import { CHECK_INTERVAL_MS, watchLiveness } from "../../src/transport/liveness.ts";

const readFile = vi.hoisted(() => vi.fn());
vi.mock("node:fs/promises", () => ({ readFile }));

it("reads the kernel's table once for all connections, also after a read that failed, and stops with the last", async () => {
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
    readFile.mockRejectedValueOnce(new Error("EMFILE")).mockResolvedValue("");
    await vi.advanceTimersByTimeAsync(3 * CHECK_INTERVAL_MS);
    expect(readFile).toHaveBeenCalledTimes(3);
    for (const client of clients) client.destroy();
    vi.useRealTimers();
    await Promise.all(clients.map((client) => once(client, "close")));
    vi.useFakeTimers();
    await vi.advanceTimersByTimeAsync(3 * CHECK_INTERVAL_MS);
    expect(readFile).toHaveBeenCalledTimes(3);
  } finally {
    vi.useRealTimers();
    server.close();
  }
});
