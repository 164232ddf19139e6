/**
 * The lower bound for a daemon on Node beside a noise: doors that greet and answer every request with a constant, and an HTTP port
 * with one resource. Nothing is limited, counted or kept.
 *
 *   node bench/bare-server.ts DOOR...     tcp:127.0.0.1:0 or unix:PATH; prints "bare ready ADDRESS...", the HTTP port's last
 */
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Control, encodeControl } from "../src/wire/vm-control.ts";
import { VmDecoder } from "../src/wire/vm-decoder.ts";
import { encodeMessage } from "../src/wire/vm-message.ts";

/** Bytes of the resource: as many as our Systems/1 has. */
const RESOURCE_BYTES = 2700;

const UNIX = "unix:";
const GREETING = encodeControl(Control.NoAttn);
const RESOURCE = JSON.stringify({ Id: "x".repeat(RESOURCE_BYTES) });

function serve(socket: Socket): void {
  const decoder = new VmDecoder();
  socket.setNoDelay(true).on("error", () => socket.destroy());
  socket.write(GREETING);
  socket.on("data", (chunk) =>
    decoder.push(chunk, (frame) => {
      if (frame.kind !== "message") return;
      const { id, cmd } = frame;
      socket.write(encodeMessage({ id, netFn: 0x07, lun: 0, cmd, data: new Uint8Array(16) }));
    }),
  );
}

async function open(door: string): Promise<string> {
  const server = createServer(serve);
  return door.startsWith(UNIX)
    ? listening(server.listen(door.slice(UNIX.length)), door)
    : listening(server.listen(0, "127.0.0.1"));
}

async function listening(server: Server, address?: string): Promise<string> {
  await once(server, "listening");
  return address ?? `tcp:127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const http = createHttpServer((_request, response) => {
  response.setHeader("content-type", "application/json").end(RESOURCE);
});
const doors = process.argv.slice(2).map(open);
const addresses = await Promise.all([...doors, listening(http.listen(0, "127.0.0.1"))]);
process.stdout.write(`bare ready ${addresses.join(" ")}\n`);
