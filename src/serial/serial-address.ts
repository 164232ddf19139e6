/** Addresses of serial back ends: where the guest's port is, and what is spoken there. */
import { type Address, formatAddress, parseAddress } from "../transport/address.ts";
import { DoorError } from "../transport/door-error.ts";

export type SerialAddress =
  | { readonly kind: "socket"; readonly address: Address; readonly telnet: boolean }
  | { readonly kind: "pty"; readonly path: string };

const FORMS = "unix:PATH, tcp:HOST:PORT, telnet:HOST:PORT, connect: and one of these, or pty:PATH";
const TELNET = /^(?<connect>connect:)?telnet:(?<rest>.*)$/s;

/** Parses the address of a back end. @throws DoorError, which quotes the text and lists the forms */
export function parseSerialAddress(text: string): SerialAddress {
  if (text.startsWith("pty:")) {
    const path = text.slice("pty:".length);
    if (!path.startsWith("/")) throw invalid(text, "the path must be absolute, such as pty:/dev/pts/3");
    return { kind: "pty", path };
  }
  const { connect = "", rest } = TELNET.exec(text)?.groups ?? {};
  const address = socketAddress(rest === undefined ? text : `${connect}tcp:${rest}`, text);
  const { kind } = address.kind === "connect" ? address.to : address;
  if (kind !== "unix" && kind !== "tcp") throw invalid(text, `${kind}: is for doors`);
  return { kind: "socket", address, telnet: rest !== undefined };
}

/** Returns the text of the socket behind an address, with its real port; undefined for a pty. */
export function serialDoor(text: string): string | undefined {
  const parsed = parseSerialAddress(text);
  return parsed.kind === "socket" ? formatAddress(parsed.address) : undefined;
}

function socketAddress(door: string, text: string): Address {
  try {
    return parseAddress(door);
  } catch (error) {
    if (!(error instanceof DoorError)) throw error;
    const [, why = "it cannot be read"] = /is not an address: (.*); valid are/s.exec(error.message) ?? [];
    throw invalid(text, why);
  }
}

function invalid(text: string, why: string): DoorError {
  return new DoorError(`"${text}" is not the address of a serial port: ${why}; valid are ${FORMS}`);
}
