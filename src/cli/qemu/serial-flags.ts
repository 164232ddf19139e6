/** Flags that connect QEMU's first serial port to the daemon. */
import { parseSerialAddress } from "../../serial/serial-address.ts";
import { type Reconnect, socketOptions } from "./qemu-flags.ts";

export interface SerialPortFlags {
  readonly address: string;
  /** ID of the chardev. */
  readonly chardev: string;
}

/**
 * Returns the flags; none without a serial port.
 * @param reconnect absent: QEMU connects before its guest starts, so that nothing which the guest prints is lost
 */
export function serialFlags(serial: SerialPortFlags | undefined, reconnect?: Reconnect): string[] {
  if (!serial) return [];
  return ["-chardev", chardev(serial, reconnect), "-serial", `chardev:${serial.chardev}`];
}

function chardev({ address: text, chardev: id }: SerialPortFlags, reconnect: Reconnect | undefined): string {
  const parsed = parseSerialAddress(text);
  if (parsed.kind === "pty") return `pty,id=${id}`;
  const { address, telnet } = parsed;
  const isDialed = address.kind === "connect";
  return [
    `socket,id=${id}`,
    socketOptions(isDialed ? address.to : address),
    ...(isDialed ? ["server=on,wait=off"] : reconnect ? [reconnect] : []),
    ...(telnet ? ["telnet=on"] : []),
  ].join(",");
}
