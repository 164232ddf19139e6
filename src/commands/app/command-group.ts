/** Fields and checks that the requests of firmware firewall and command discovery share (v2 chapter 21). */
import type { CommandGroup } from "../../bmc/firewall.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { channelMeant } from "../../ipmi/channel.ts";
import type { CommandContext } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";

/** The channel, netFn and LUN of a request. Bit 0 of the netFn is ignored: request and response count as one. */
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
 * Returns the command group that a request is about. `body` may be missing where the netFn has one: ipmitool's firewall
 * commands leave it out and mean all bodies. Throws `IpmiError` C7h for a body of another length, and CCh when the
 * channel does not exist.
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
    throw new IpmiError(
      CompletionCode.DataLengthInvalid,
      `the defining body has ${body.length} bytes; expected 0 or ${bodySize(group.netFn)}`,
    );
  }
  return group;
}

/** Returns the number of bytes at the start of a netFn's requests that name the defining body: 0, 1 or 3. */
export function bodySize(netFn: number): number {
  if (netFn === NetFn.GroupExtension) return 1;
  return netFn === NetFn.OemGroup ? 3 : 0;
}

const HALF = 0x80;

/**
 * Returns the command numbers that `operation` selects: 00h–7Fh or 80h–FFh. Throws `IpmiError` CCh for other
 * operations.
 */
export function rangeOf({ operation }: { readonly operation: number }) {
  if (operation > 1) throw new IpmiError(CompletionCode.InvalidDataField, `operation is ${operation}; expected 0 or 1`);
  return { first: operation * HALF, last: operation * HALF + HALF - 1 };
}

/** Returns the numbers that lie in the range, counted from its first. */
export function within(numbers: ReadonlySet<number>, { first, last }: ReturnType<typeof rangeOf>): ReadonlySet<number> {
  return new Set([...numbers].filter((number) => number >= first && number <= last).map((number) => number - first));
}

/** Returns all bits of a mask of `count` bits, except `numbers`. */
export function allBut(numbers: ReadonlySet<number>, count: number): ReadonlySet<number> {
  return new Set(Array.from({ length: count }, (_, number) => number)).difference(numbers);
}
