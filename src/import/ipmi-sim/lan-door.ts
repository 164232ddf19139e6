/** Converts the lines of lan.conf that describe the network side, ipmi_lan(5): `addr`, `bmc_key` and `sol`. */
import { lanDoorIn } from "../../config/values/doors.ts";
import { ArgumentError, type Arguments } from "./arguments.ts";

/** Port of `addr` without one. */
const IPMI_PORT = 623;
const KEY_BYTES = 20;

/** Reads `addr HOST [PORT]`: an address of `lan.listen`. */
export function lanDoorAddress(args: Arguments): string {
  const host = args.word("an address");
  const port = args.isAtEnd ? IPMI_PORT : args.number("a UDP port", 0xffff);
  const address = `udp:${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (/^[\w.:-]+$/.test(host) && lanDoorIn(address)) return address;
  throw new ArgumentError(`expected a host and a UDP port, got ${host} ${port}`);
}

/** Reads `bmc_key KEY`, 40 hex digits or text: a value of `lan.kg`. */
export function keyOf(args: Arguments): string {
  const word = args.word("a key");
  if (/^[\dA-Fa-f]{40}$/.test(word)) return `0x${word}`;
  if (/^[ -~]{1,20}$/.test(word)) {
    return word.startsWith("0x")
      ? `0x${Buffer.from(word, "latin1")
          .toString("hex")
          .padEnd(2 * KEY_BYTES, "0")}`
      : word;
  }
  throw new ArgumentError("expected a key of up to 20 characters, or 40 hex digits");
}

/** Reads `sol DEVICE [BAUD] [history=SIZE[,…]] [historyfru=N]`: an address of `serial`, whose history is always kept. */
export function serialPortOf(args: Arguments, note: (text: string) => void): string {
  const device = args.word("a device");
  for (const option of args.rest()) {
    if (option.startsWith("historyfru=")) note(`dropped: ${option}: no FRU has the history; SOL instance 2 does`);
    else if (option.includes("backupfile="))
      note("dropped: backupfile: serial.log is a file with all that was printed");
  }
  if (device.startsWith("/")) return `pty:${device}`;
  if (/^(?:tcp|telnet):[\w.-]+:\d+$/.test(device)) return `connect:${device}`;
  throw new ArgumentError(`expected a device's path, tcp:HOST:PORT or telnet:HOST:PORT, got ${device}`);
}
