/** Opens the back end of a serial port: a listening or dialing socket, with telnet where wanted, or a pty. */
import type { Logger } from "pino";
import { formatAddress } from "../transport/address.ts";
import { type Door, openDoor } from "../transport/door.ts";
import { PeerLog } from "../transport/peer-log.ts";
import { openPty } from "./pty.ts";
import { parseSerialAddress } from "./serial-address.ts";
import { PLAIN } from "./serial-line.ts";
import { SerialLog, type SerialLogOptions } from "./serial-log.ts";
import type { SerialPort } from "./serial-port.ts";
import { Telnet } from "./telnet.ts";

export interface SerialOptions extends Omit<SerialLogOptions, "log"> {
  /** Address of the back end; see parseSerialAddress. */
  readonly address: string;
  /** File with the guest's output; absent: none. */
  readonly log?: string | undefined;
  /** ID of QEMU's chardev, for a break by QMP. */
  readonly chardev: string;
}

/** Opens the log and the back end of `port`. @throws DoorError, or Error that names the log; nothing stays open then */
export async function openSerial(
  { address, log: file, chardev: _, ...rotation }: SerialOptions,
  port: SerialPort,
  log: Logger,
): Promise<Door> {
  const serialLog = file === undefined ? undefined : new SerialLog({ log: file, ...rotation }, warnTo(log));
  await serialLog?.open(port);
  try {
    const door = await openBackEnd(address, port, log);
    port.address = door.address;
    return {
      address: door.address,
      async close() {
        await Promise.all([door.close(), serialLog?.close()]);
      },
    };
  } catch (error) {
    await serialLog?.close();
    throw error;
  }
}

async function openBackEnd(text: string, port: SerialPort, log: Logger): Promise<Door> {
  const parsed = parseSerialAddress(text);
  if (parsed.kind === "pty") {
    const peerLog = new PeerLog(log);
    return openPty(parsed.path, ({ stream, peer }) => port.attach(stream, peer), peerLog);
  }
  const listen = formatAddress(parsed.address);
  const door = await openDoor(
    { listen },
    ({ stream, peer }) => port.attach(stream, peer, parsed.telnet ? new Telnet() : PLAIN),
    log.child({ serial: text }),
  );
  const address = parsed.telnet ? door.address.replace("tcp:", "telnet:") : door.address;
  return { address, close: () => door.close() };
}

function warnTo(log: Logger) {
  return (message: string, details: object) => log.warn(details, message);
}
