/** Interface capabilities and channels (IPMI §22.9, §22.14, §22.24; v1.5 chapter 18). */
import { guidToBytes } from "../../bmc/guid.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8, u24 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { Channel, ChannelMedium, ChannelProtocol } from "../../ipmi/channel.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/**
 * §22.9 Get BT Interface Capabilities. On BT QEMU answers this itself and the BMC never sees it; on KCS and SSIF it
 * comes here. The figures are the ones QEMU's BT has.
 */
export const getBtInterfaceCapabilities = defineCommand({
  name: "Get BT Interface Capabilities",
  spec: "22.9",
  netFn: NetFn.App,
  cmd: 0x36,
  privilege: Privilege.User,
  request: empty,
  response: struct({
    outstandingRequests: u8,
    /** Bytes in one message to the BMC, length byte not counted. */
    inputBufferSize: u8,
    outputBufferSize: u8,
    /** Seconds. */
    requestToResponseTime: u8,
    recommendedRetries: u8,
  }),
  handle: () => ({
    outstandingRequests: 1,
    inputBufferSize: 0xff,
    outputBufferSize: 0xff,
    requestToResponseTime: 10,
    recommendedRetries: 0,
  }),
});

/** §22.14 Get System GUID. Sent like the device's. */
export const getSystemGuid = defineCommand({
  name: "Get System GUID",
  spec: "22.14",
  netFn: NetFn.App,
  cmd: 0x37,
  privilege: Privilege.User,
  request: empty,
  response: struct({ guid: bytes(16) }),
  handle: ({ bmc }) => ({ guid: guidToBytes(bmc.options.systemGuid) }),
});

/** The IANA enterprise number of the IPMI specification itself: whose channel protocols these are. */
const IPMI_ENTERPRISE = 7154;
/** Auxiliary information of the system interface: no interrupt known for messages, none for events (FFh each). */
const INTERRUPTS_UNKNOWN = Uint8Array.of(0xff, 0xff);

/** §22.24 Get Channel Info. We have the system interface; QEMU, not we, knows its interrupt. */
export const getChannelInfo = defineCommand({
  name: "Get Channel Info",
  spec: "22.24",
  netFn: NetFn.App,
  cmd: 0x42,
  privilege: Privilege.User,
  request: struct({ channel: bitfield({ number: bits(3, 0) }) }),
  response: struct({
    channel: bitfield({ number: bits(3, 0) }),
    medium: bitfield({ type: bits(6, 0) }),
    protocol: bitfield({ type: bits(4, 0) }),
    session: bitfield({ support: bits(7, 6), active: bits(5, 0) }),
    vendorId: u24,
    auxiliary: bytes(2),
  }),
  handle({ bmc, channel: own }, { channel }) {
    const number = channel.number === Channel.Present ? own : channel.number;
    if (number !== Channel.SystemInterface) {
      throw new IpmiError(CompletionCode.InvalidDataField, `there is no channel ${number}`);
    }
    return {
      channel: { number },
      medium: { type: ChannelMedium.SystemInterface },
      protocol: { type: ChannelProtocol[bmc.options.systemInterface] },
      session: { support: 0, active: 0 },
      vendorId: IPMI_ENTERPRISE,
      auxiliary: INTERRUPTS_UNKNOWN,
    };
  },
});
