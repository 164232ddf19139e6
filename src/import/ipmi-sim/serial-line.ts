/** Converts a `serial` line of lan.conf, ipmi_lan(5), to an address of `listen`. */
import { doorIn } from "../../config/values/doors.ts";
import { hexCode } from "../../text/hex.ts";
import { ArgumentError, type Arguments } from "./arguments.ts";

/** Name of the system interface, with the number of newer versions: kcs, ssif-1. QEMU's device decides which it is. */
const INTERFACE = /^(?:kcs|bt|smic|ssif)(?:-\d+)?$/;
const CODEC = "VM";

/** Options with an argument that do not affect a virtual machine, with the reason. */
const UNUSED: Readonly<Record<string, string>> = {
  oem: "QEMU's protocol has no OEM variant",
  attn: "QEMU's protocol has no attention characters of its own",
};

/** Reads `serial CHANNEL HOST PORT [option…]`, with the options in any order. */
export function serialAddress(args: Arguments, bmcAddress: number, note: (text: string) => void): string {
  const channel = args.word("a channel");
  if (!INTERFACE.test(channel) && channel !== "15") {
    throw new ArgumentError(`expected channel 15, kcs, bt, smic or ssif, got ${channel}`);
  }
  const host = args.word("an address");
  const port = args.number("a port", 0xffff);
  if (!/^[\w.:-]+$/.test(host)) throw new ArgumentError(`expected an address, got ${host}`);
  let codec: string | undefined;
  let dials = false;
  while (!args.isAtEnd) {
    const option = args.word("an option");
    if (option === "connect") dials = true;
    else if (option === "codec") codec = args.word("a codec");
    else if (option === "ipmb") {
      const address = args.number("an IPMB address");
      if (address !== bmcAddress) note(`dropped: ipmb ${hexCode(address)}: the address is the BMC's own`);
    } else if (Object.hasOwn(UNUSED, option)) note(`dropped: ${option} ${args.word("a value")}: ${UNUSED[option]}`);
    else throw new ArgumentError(`expected connect, codec, oem, attn or ipmb, got ${option}`);
  }
  if (codec !== CODEC) throw new ArgumentError(`expected codec VM, the one protocol QEMU has, got ${codec ?? "none"}`);
  const address = `${dials ? "connect:" : ""}tcp:${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (doorIn(address)) return address;
  throw new ArgumentError(`expected a host and port to ${dials ? "dial" : "listen on"}, got ${host} ${port}`);
}
