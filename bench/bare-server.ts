/**
 * The lower bound for a daemon on Node, beside a noise and in a guest: doors that greet, answer Get Device ID with constant bytes,
 * let a guest's driver have its interrupt and refuse the rest, and an HTTP port with one resource. Nothing is limited, counted or
 * kept.
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
const ENABLE_IRQ = encodeControl(Control.EnableIrq);
const NETFN_APP = 0x06;
const GET_DEVICE_ID = 0x01;
const SET_GLOBAL_ENABLES = 0x2e;
const GET_GLOBAL_ENABLES = 0x2f;
const CLEAR_FLAGS = 0x30;
const GET_FLAGS = 0x31;
const RESOURCE = JSON.stringify({ Id: "x".repeat(RESOURCE_BYTES) });

/** Answers, each with its completion code, of App's commands that a guest's driver needs. */
const ANSWERS: Record<number, Uint8Array> = {
  [GET_DEVICE_ID]: Uint8Array.of(0, 0x20, 0, 1, 0, 2, 0xbf, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  [SET_GLOBAL_ENABLES]: Uint8Array.of(0),
  [GET_GLOBAL_ENABLES]: Uint8Array.of(0, 0),
  [CLEAR_FLAGS]: Uint8Array.of(0),
  [GET_FLAGS]: Uint8Array.of(0, 0),
};
const INVALID_COMMAND = Uint8Array.of(0xc1);

function serve(socket: Socket): void {
  const decoder = new VmDecoder();
  socket.setNoDelay(true).on("error", () => socket.destroy());
  socket.write(GREETING);
  socket.on("data", (chunk) =>
    decoder.push(chunk, (frame) => {
      if (frame.kind !== "message") return;
      const { id, netFn, lun, cmd } = frame;
      const data = (netFn === NETFN_APP && ANSWERS[cmd]) || INVALID_COMMAND;
      if (data === ANSWERS[SET_GLOBAL_ENABLES]) {
        ANSWERS[GET_GLOBAL_ENABLES] = Uint8Array.of(0, ...frame.data);
        socket.write(ENABLE_IRQ);
      }
      socket.write(encodeMessage({ id, netFn: netFn + 1, lun, cmd, data }));
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
