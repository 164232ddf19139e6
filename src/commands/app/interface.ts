/** Interface capabilities and the system GUID (IPMI §22.10, §22.14; v1.5 chapter 18). */
import { guidToBytes } from "../../bmc/guid.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/**
 * §22.10 Get BT Interface Capabilities. On BT QEMU answers this itself and the BMC never sees it; on KCS and SSIF it
 * comes here. The figures are the ones QEMU's BT has.
 */
export const getBtInterfaceCapabilities = defineCommand({
  name: "Get BT Interface Capabilities",
  spec: "22.10",
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
