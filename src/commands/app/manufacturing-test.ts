/** Manufacturing test mode (IPMI §20.5; v1.5 §17.5). */
import { rest } from "../../codec/bytes.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/**
 * §20.5 Manufacturing Test On. The specification leaves the request's data to the device; ours expects a key. Cold
 * Reset ends the mode.
 */
export const manufacturingTestOn = defineCommand({
  name: "Manufacturing Test On",
  spec: "20.5",
  netFn: NetFn.App,
  cmd: 0x05,
  privilege: Privilege.Administrator,
  request: struct({ key: rest }),
  response: empty,
  handle({ bmc }, { key }) {
    bmc.manufacturingTest.enter(key);
    return {};
  },
});
