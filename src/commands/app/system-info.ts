/** System info parameters (v2 §22.14a, §22.14b). */
import type { SystemInfo, SystemInfoText } from "../../bmc/system-info.ts";
import { bit, bitfield } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import {
  defineParameter,
  getParameter,
  type ParameterTable,
  parameterResponse,
  parameterSelectors,
  setInProgress,
  setParameter,
} from "../parameters.ts";

/** A text parameter. The set selector numbers its 16-byte blocks; the block selector is ignored. */
function text(selector: number, name: string, key: SystemInfoText) {
  return defineParameter({
    selector,
    name,
    layout: struct({ block: u8, data: rest }),
    get: (info: SystemInfo, block) => ({ block, data: info.block(key, block) }),
    set: (info, { block, data }) => info.setBlock(key, block, data),
  });
}

/** Table 22-16c. */
const parameters: ParameterTable<SystemInfo> = [
  setInProgress((info: SystemInfo) => info.progress),
  text(1, "System Firmware Version", "firmwareVersion"),
  text(2, "System Name", "systemName"),
  text(3, "Primary Operating System Name", "primaryOsName"),
  text(4, "Operating System Name", "osName"),
  text(5, "Present OS Version Number", "osVersion"),
  text(6, "BMC URL", "bmcUrl"),
  text(7, "Base OS/Hypervisor URL", "hypervisorUrl"),
];

/** v2 §22.14a Set System Info Parameters. */
export const setSystemInfoParameters = defineCommand({
  name: "Set System Info Parameters",
  spec: "v2 §22.14a",
  netFn: NetFn.App,
  cmd: 0x58,
  privilege: Privilege.Administrator,
  request: struct({ selector: u8, data: rest }),
  response: empty,
  handle({ bmc }, { selector, data }) {
    setParameter(parameters, bmc.systemInfo, selector, data);
    return {};
  },
});

/** v2 §22.14b Get System Info Parameters. */
export const getSystemInfoParameters = defineCommand({
  name: "Get System Info Parameters",
  spec: "v2 §22.14b",
  netFn: NetFn.App,
  cmd: 0x59,
  privilege: Privilege.User,
  request: struct({ get: bitfield({ revisionOnly: bit(7) }), ...parameterSelectors }),
  response: parameterResponse,
  handle: ({ bmc }, { get, ...selectors }) =>
    getParameter(parameters, bmc.systemInfo, { ...selectors, revisionOnly: get.revisionOnly }),
});
