/** Payloads that a channel carries (v2 §24.8–§24.10). In-band they are C1h: they need a session. */
import { SOL_PAYLOAD } from "../../bmc/lan/sol-activations.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { reserved, rest } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { lanOf } from "../lan-channel.ts";
import { sessionOf } from "./payload-activation.ts";

const payloadType = bitfield({ type: bits(5, 0) });

/** Standard payloads: IPMI messages and SOL. */
const STANDARD_PAYLOADS = 0b11;
/** Session set-up: Open Session and RAKP, 10h to 15h. */
const SETUP_PAYLOADS = 0x3f;

/** v2 §24.8 Get Channel Payload Support. */
export const getChannelPayloadSupport = defineCommand({
  name: "Get Channel Payload Support",
  spec: "v2 §24.8",
  netFn: NetFn.App,
  cmd: 0x4e,
  privilege: Privilege.User,
  request: struct({ channel: bitfield({ number: bits(3, 0) }) }),
  response: struct({ standard: u16, setUp: u16, oem: u16, reserved: reserved(2) }),
  handle(context, { channel }) {
    sessionOf(context);
    lanOf(context, channel.number);
    return { standard: STANDARD_PAYLOADS, setUp: SETUP_PAYLOADS, oem: 0 };
  },
});

const PayloadVersionCode = { NotAvailable: 0x80 } as const;
const VERSION_1_0 = 0x10;

/** v2 §24.9 Get Channel Payload Version. */
export const getChannelPayloadVersion = defineCommand({
  name: "Get Channel Payload Version",
  spec: "v2 §24.9",
  netFn: NetFn.App,
  cmd: 0x4f,
  privilege: Privilege.User,
  request: struct({ channel: bitfield({ number: bits(3, 0) }), payload: payloadType }),
  response: struct({ version: u8 }),
  handle(context, { channel, payload: { type } }) {
    sessionOf(context);
    lanOf(context, channel.number);
    const isSetUp = type >= 0x10 && type <= 0x15;
    if (type <= SOL_PAYLOAD || isSetUp) return { version: VERSION_1_0 };
    throw new IpmiError(PayloadVersionCode.NotAvailable, `payload type ${type} is not available on the channel`);
  },
});

/** v2 §24.10 Get Channel OEM Payload Info. OEM payloads do not exist. */
export const getChannelOemPayloadInfo = defineCommand({
  name: "Get Channel OEM Payload Info",
  spec: "v2 §24.10",
  netFn: NetFn.App,
  cmd: 0x50,
  privilege: Privilege.User,
  request: struct({ channel: bitfield({ number: bits(3, 0) }), payload: rest }),
  response: empty,
  handle(context, { channel }) {
    sessionOf(context);
    lanOf(context, channel.number);
    throw new IpmiError(PayloadVersionCode.NotAvailable, "OEM payloads do not exist");
  },
});
