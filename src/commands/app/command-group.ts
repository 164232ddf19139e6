/** What the requests of firmware firewall and command discovery have in common (v2 chapter 21). */
import type { CommandGroup } from "../../bmc/firewall.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { channelMeant } from "../../ipmi/channel.ts";
import type { CommandContext } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";

/** Bit 0 of the netFn is ignored: request and response are one. */
export const groupFields = {
  channel: bitfield({ number: bits(3, 0) }),
  netFn: bitfield({ operation: bits(7, 6), pair: bits(5, 1) }),
  lun: bitfield({ number: bits(1, 0) }),
};

interface GroupRequest {
  readonly channel: { readonly number: number };
  readonly netFn: { readonly pair: number };
  readonly lun: { readonly number: number };
}

/**
 * The commands that a request is about. `body` may be left out where the netFn has one: ipmitool's firewall commands do
 * not send it, and mean all. C7h when it has another length, CCh when there is no such channel.
 */
export function groupOf(
  { bmc, channel: own }: CommandContext,
  { channel, netFn, lun }: GroupRequest,
  body: Uint8Array,
): CommandGroup {
  const number = channelMeant(channel.number, own);
  bmc.channels.kindOf(number);
  const group = { channel: number, netFn: 2 * netFn.pair, lun: lun.number, body };
  if (body.length !== 0 && body.length !== bodySize(group.netFn)) {
    throw new IpmiError(CompletionCode.DataLengthInvalid, `${body.length} bytes after the fields`);
  }
  return group;
}

/** Bytes that requests of a netFn begin with, to say who defines them. */
export function bodySize(netFn: number): number {
  if (netFn === NetFn.GroupExtension) return 1;
  return netFn === NetFn.OemGroup ? 3 : 0;
}

const HALF = 0x80;

/** Command numbers that `operation` chooses: 00h to 7Fh or 80h to FFh. CCh for others. */
export function rangeOf({ operation }: { readonly operation: number }) {
  if (operation > 1) throw new IpmiError(CompletionCode.InvalidDataField, `operation ${operation} is reserved`);
  return { first: operation * HALF, last: operation * HALF + HALF - 1 };
}

/** Of `numbers`, those in the range, counted from its first. */
export function within(numbers: ReadonlySet<number>, { first, last }: ReturnType<typeof rangeOf>): ReadonlySet<number> {
  return new Set([...numbers].filter((number) => number >= first && number <= last).map((number) => number - first));
}

/** All of a mask's `count` bits but these. */
export function allBut(numbers: ReadonlySet<number>, count: number): ReadonlySet<number> {
  return new Set(Array.from({ length: count }, (_, number) => number)).difference(numbers);
}
