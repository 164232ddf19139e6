/** pty:PATH: the terminal that QEMU makes with `-chardev pty`. It is opened again when QEMU comes back. */
import { closeSync, constants, openSync } from "node:fs";
import { isatty, ReadStream } from "node:tty";
import { FIRST_WAIT_MS, LONGEST_WAIT_MS } from "../transport/dial-door.ts";
import type { Door, OnConnection } from "../transport/door.ts";
import { reasonOf } from "../transport/door-error.ts";
import type { PeerLog } from "../transport/peer-log.ts";

/** Not the daemon's controlling terminal, and no wait for a carrier. */
const FLAGS = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;

/** Opens the pty now or as soon as it exists. */
export function openPty(path: string, onConnection: OnConnection, log: PeerLog): Door {
  let stream: ReadStream | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waitMs = FIRST_WAIT_MS;
  let reported = "";
  let isClosed = false;
  const again = () => {
    if (isClosed) return;
    timer = setTimeout(open, waitMs);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  };
  const open = () => {
    try {
      stream = openTerminal(path);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== reported) log.write("info", { path, reason }, "the pty cannot be opened yet; still trying");
      reported = reason;
      again();
      return;
    }
    reported = "";
    waitMs = FIRST_WAIT_MS;
    // EIO is a pty whose other side is gone.
    stream.on("error", () => {});
    stream.once("close", again);
    onConnection({ stream, peer: `pty:${path}` });
  };
  open();
  return {
    address: `pty:${path}`,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      stream?.destroy();
    },
  };
}

function openTerminal(path: string): ReadStream {
  const fd = openSync(path, FLAGS);
  if (!isatty(fd)) {
    closeSync(fd);
    throw new Error("it is not a terminal");
  }
  // QEMU has made it raw already. Node leaves the translation of line feeds on where it is.
  return new ReadStream(fd).setRawMode(true);
}
