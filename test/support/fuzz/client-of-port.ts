/** A client of an HTTP port, without a socket. */
import { ok } from "node:assert/strict";
import type { Server } from "node:http";
import { Duplex } from "node:stream";

/** Ends a piece of an input. */
export const PIECE = "\x7f";

/** Turns of the event loop that an execution may take. */
const MAX_TURNS = 100_000;

/** Sends each piece in a turn of its own, and closes the client's end. Returns the answers when the port has closed the other. */
export async function answersTo(server: Server, pieces: readonly string[]): Promise<string> {
  const { socket, answers } = connection();
  server.emit("connection", socket);
  for (const piece of pieces) {
    socket.push(Buffer.from(piece, "latin1"));
    await nextTurn();
  }
  socket.push(null);
  for (let turn = 0; !socket.destroyed; turn++) {
    ok(turn < MAX_TURNS, "the connection stays open");
    await nextTurn();
  }
  return answers();
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

function connection() {
  const chunks: Buffer[] = [];
  const socket = Object.assign(
    new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    }),
    { remoteAddress: "127.0.0.1", destroySoon: () => void socket.destroy() },
  );
  return { socket, answers: () => Buffer.concat(chunks).toString("latin1") };
}
