/** The QMP socket of a QEMU in memory. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "../doors/door.ts";

export interface FakeQmp {
  readonly address: string;
  /** Sends an event on all connections. */
  tell(event: string, data?: object): void;
  /** Ends all connections. */
  hangUp(): void;
}

type Given = Readonly<Record<string, unknown>>;

/** Replies with what `obey` returns, with its error, or not at all if it returns undefined. */
export async function fakeQmp(obey: (command: string, given: Given) => unknown): Promise<FakeQmp> {
  const path = join(temporaryDirectory(), "qmp.sock");
  const sockets = new Set<Socket>();
  const say = (value: object) => {
    for (const socket of sockets) socket.write(`${JSON.stringify(value)}\n`);
  };
  const reply = (command: string, given: Given) => {
    try {
      const result = command === "qmp_capabilities" ? {} : obey(command, given);
      return result === undefined ? undefined : { return: result };
    } catch (error) {
      return { error: { class: "GenericError", desc: (error as Error).message } };
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    say({ QMP: { version: {}, capabilities: [] } });
    createInterface(socket).on("line", (line) => {
      const { execute, arguments: given = {}, id } = JSON.parse(line);
      const answer = reply(execute, given);
      if (answer) socket.write(`${JSON.stringify({ ...answer, id })}\n`);
    });
  }).listen(path);
  await once(server, "listening");
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    hangUp();
    server.close();
  });
  return { address: `unix:${path}`, tell: (event, data) => say({ event, ...(data && { data }) }), hangUp };
}
