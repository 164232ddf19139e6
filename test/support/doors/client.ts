/** The other side of a door: QEMU's chardev, as far as a door can tell. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished, vi } from "vitest";
import { parseAddress } from "../../../src/transport/address.ts";
import { PATIENCE } from "../waiting/patience.ts";

/** Connects to a unix: or tcp: address and waits until connected. The test's end destroys the socket. */
export async function connectTo(address: string): Promise<Socket> {
  const parsed = parseAddress(address);
  if (parsed.kind !== "unix" && parsed.kind !== "tcp") throw new Error(`cannot connect to ${address}`);
  const socket = connect(parsed.kind === "unix" ? { path: parsed.path } : { host: parsed.host, port: parsed.port });
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** Sends text and waits until as many bytes have come back. */
export async function echoed(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  let answer = "";
  while (answer.length < text.length) {
    const [bytes] = (await once(socket, "data")) as [Buffer];
    answer += bytes.toString();
  }
  return answer;
}

/** Waits until the other side has ended the connection, whichever way it did. */
export async function ended(socket: Socket): Promise<void> {
  socket.on("error", () => undefined);
  socket.resume();
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
}

/** Tries an assertion until it holds. That takes milliseconds, or longer on a busy machine. */
export function eventually(assertion: () => void): Promise<void> {
  return vi.waitFor(assertion, PATIENCE);
}
