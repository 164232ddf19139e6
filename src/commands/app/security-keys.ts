/** Keys of a channel's sessions (v2 §22.25). RMCP+ sessions use K_G; K_R is only stored and reported. */
import { SECURITY_KEY_SIZE } from "../../bmc/lan/security-keys.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { bytes, rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { optional, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { lanOf } from "../lan-channel.ts";

const Operation = { Read: 0, Set: 1 } as const;

const NOT_LOCKABLE = 0;

/** v2 §22.25 Set Channel Security Keys. Also reads keys. Locking them is refused with CCh. */
export const setChannelSecurityKeys = defineCommand({
  name: "Set Channel Security Keys",
  spec: "v2 §22.25",
  netFn: NetFn.App,
  cmd: 0x56,
  privilege: Privilege.Administrator,
  request: struct({
    channel: bitfield({ number: bits(3, 0) }),
    operation: bitfield({ code: bits(1, 0) }),
    key: u8,
    value: rest,
  }),
  response: struct({ lock: bitfield({ status: bits(1, 0) }), value: optional(bytes(SECURITY_KEY_SIZE)) }),
  handle(context, { channel, operation, key, value }) {
    const { securityKeys } = lanOf(context, channel.number);
    const lock = { status: NOT_LOCKABLE };
    if (operation.code === Operation.Set) {
      securityKeys.set(key, value);
      return { lock };
    }
    if (operation.code !== Operation.Read) {
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `operation is ${operation.code}; expected 0 or 1, because keys cannot be locked`,
      );
    }
    if (value.length > 0) {
      throw new IpmiError(CompletionCode.DataLengthInvalid, `the key to read has ${value.length} bytes; expected none`);
    }
    return { lock, value: securityKeys.get(key) };
  },
});
