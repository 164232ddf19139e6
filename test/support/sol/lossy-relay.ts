/** A UDP relay in front of a door, as a forwarder is: it drops, doubles and delays datagrams, or what a test chooses. */
import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import type { SolDoor } from "./clients.ts";

/** One of so many datagrams, in each direction, that is dropped, doubled, or comes after the next. */
export interface Losses {
  readonly dropOneIn: number;
  readonly doubleOneIn: number;
  readonly swapOneIn: number;
}

const NONE: Losses = {
  dropOneIn: Number.POSITIVE_INFINITY,
  doubleOneIn: Number.POSITIVE_INFINITY,
  swapOneIn: Number.POSITIVE_INFINITY,
};

/** Longest wait of a datagram that is to come after the next one. */
const SWAP_MS = 5;

/** Sends the datagrams of one direction on, or not. */
type Direction = (send: (datagram: Buffer) => void) => (datagram: Buffer) => void;

/** Opens a relay with regular losses. The test's end closes it. */
export function lossyRelay(at: SolDoor, to: SolDoor, losses: Losses = NONE): Promise<void> {
  return relay(
    at,
    to,
    (send) => lossy(losses, send),
    (send) => lossy(losses, send),
  );
}

/** A relay that passes each datagram of which its direction says so. The test's end closes it. */
export function filteringRelay(
  at: SolDoor,
  to: SolDoor,
  passes: Record<"toDoor" | "fromDoor", (datagram: Buffer) => boolean>,
): Promise<void> {
  const filter = (pass: (datagram: Buffer) => boolean): Direction => {
    return (send) => (datagram) => void (pass(datagram) && send(datagram));
  };
  return relay(at, to, filter(passes.toDoor), filter(passes.fromDoor));
}

/** Opens a relay from one door to another, for one client. */
async function relay(at: SolDoor, to: SolDoor, toDoor: Direction, fromDoor: Direction): Promise<void> {
  const [front, back] = [createSocket("udp4"), createSocket("udp4")];
  front.bind(at.port, at.host);
  await once(front, "listening");
  let client: RemoteInfo | undefined;
  front.on("message", (_, from) => {
    client = from;
  });
  front.on(
    "message",
    toDoor((datagram) => back.send(datagram, to.port, to.host)),
  );
  back.on(
    "message",
    fromDoor((datagram) => client && front.send(datagram, client.port, client.address)),
  );
  onTestFinished(() => {
    front.close();
    back.close();
  });
}

function lossy({ dropOneIn, doubleOneIn, swapOneIn }: Losses, send: (datagram: Buffer) => void) {
  let count = 0;
  let held: Buffer | undefined;
  const release = () => {
    const datagram = held;
    held = undefined;
    if (datagram) send(datagram);
  };
  return (datagram: Buffer) => {
    count++;
    if (count % dropOneIn === 0) return;
    if (count % swapOneIn === 0 && !held) {
      held = datagram;
      setTimeout(release, SWAP_MS);
      return;
    }
    send(datagram);
    release();
    if (count % doubleOneIn === 0) send(datagram);
  };
}
