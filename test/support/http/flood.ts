/** Many pipelined requests at an HTTP port, and a guest of the same daemon that asks in between. */
import { connect } from "node:net";
import { onTestFinished } from "vitest";
import { hex } from "../bytes/hex.ts";

const CONNECTIONS = 32;
const REQUESTS_EACH = 20;
const GET_DEVICE_ID = hex("01 18 01 e6 a0");

/** Answers of a flooded port that may come while a guest's request passes its socket twice: one in each turn of the event loop. */
export const MAX_ANSWERS_MEANWHILE = 8;

/**
 * Floods a port of 127.0.0.1 with a request, until it has answered half of them. Returns how many answers came during each
 * exchange of a guest.
 * @param head the request's first line and headers, without their end
 * @param door path of the guest's Unix door
 */
export async function answersDuringExchanges(port: number, head: string, door: string): Promise<readonly number[]> {
  let answers = 0;
  const { promise: flooded, resolve: floods } = Promise.withResolvers<void>();
  for (let n = 0; n < CONNECTIONS; n++) {
    const socket = connect(port, "127.0.0.1").on("data", (bytes: Buffer) => {
      answers += bytes.toString("latin1").split("HTTP/1.1 200").length - 1;
      if (answers >= CONNECTIONS) floods();
    });
    onTestFinished(() => void socket.destroy());
    socket.write(`${head}\r\n\r\n`.repeat(REQUESTS_EACH));
  }
  const guest = connect(door);
  onTestFinished(() => void guest.destroy());
  const answered = () => new Promise((resolve) => guest.once("data", resolve));
  await flooded;
  const meanwhile: number[] = [];
  while (answers < (CONNECTIONS * REQUESTS_EACH) / 2) {
    const before = answers;
    guest.write(GET_DEVICE_ID);
    await answered();
    meanwhile.push(answers - before);
  }
  return meanwhile;
}
