/** Capabilities of the system interfaces (v2 §22.9). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { reserved, rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { encode } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** 0 stands for version 1 of an interface. */
const VERSION_1 = 0;
/** Multi-part reads and writes, with start, middle and end parts. */
const MULTI_PART = 2;
/** In bytes: the largest value of the field. QEMU accepts 255 on SSIF and 300 on KCS. */
const MESSAGE_SIZE = 0xff;

const ssif = encode(
  struct({
    capabilities: bitfield({ transactions: bits(7, 6), packetErrorCode: bit(3), version: bits(2, 0) }),
    inputMessageSize: u8,
    outputMessageSize: u8,
  }),
  {
    capabilities: { transactions: MULTI_PART, packetErrorCode: false, version: VERSION_1 },
    inputMessageSize: MESSAGE_SIZE,
    outputMessageSize: MESSAGE_SIZE,
  },
);

const kcs = encode(struct({ version: bitfield({ number: bits(2, 0) }), inputMessageSize: u8 }), {
  version: { number: VERSION_1 },
  inputMessageSize: MESSAGE_SIZE,
});

/** Capabilities by interface type. QEMU has no SMIC (type 2). */
const INTERFACES: ReadonlyMap<number, Uint8Array> = new Map([
  [0, ssif],
  [1, kcs],
]);

/**
 * v2 §22.9 Get System Interface Capabilities. On SSIF, QEMU answers this itself; the BMC sees it only on BT and KCS.
 * The values are those of QEMU's SSIF and KCS: a machine may have both interfaces.
 */
export const getSystemInterfaceCapabilities = defineCommand({
  name: "Get System Interface Capabilities",
  spec: "v2 §22.9",
  netFn: NetFn.App,
  cmd: 0x57,
  privilege: Privilege.User,
  request: struct({ interface: bitfield({ type: bits(3, 0) }) }),
  response: struct({ reserved: reserved(1), capabilities: rest }),
  handle(_context, { interface: { type } }) {
    const capabilities = INTERFACES.get(type);
    if (!capabilities)
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `system interface type is ${type}; expected 0 (SSIF) or 1 (KCS)`,
      );
    return { capabilities };
  },
});
