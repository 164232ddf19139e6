/** The guest's end of a serial port on a Unix socket. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface GuestEnd {
  readonly guest: Socket;
  /** Everything that came so far. */
  readonly got: () => string;
}

/** Connects; the end of the test disconnects. */
export async function guestEnd(path: string): Promise<GuestEnd> {
  const guest = connect(path);
  await once(guest, "connect");
  onTestFinished(() => void guest.destroy());
  let text = "";
  guest.on("data", (bytes) => {
    text += bytes.toString("latin1");
  });
  return { guest, got: () => text };
}
