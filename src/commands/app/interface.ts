/** Interface capabilities and the system GUID (IPMI §22.10, §22.14; v1.5 chapter 18). */
import { guidToBytes } from "../../bmc/guid.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/**
 * §22.10 Get BT Interface Capabilities. On BT, QEMU answers this itself; the BMC sees it only on KCS and SSIF. The
 * values are those of QEMU's BT.
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
    /** Bytes in one message to the BMC, without the length byte. */
    inputBufferSize: u8,
    outputBufferSize: u8,
    /** In seconds. */
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

/** §22.14 Get System GUID. Same byte order as Get Device GUID. */
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
