/** Auxiliary log status (IPMI §31.12, §31.13; v1.5 chapter 25). */
import { bitfield, bits } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** Type 0 is MCA; 1 and 2 are OEM. */
const log = bitfield({ type: bits(3, 0) });

/** §31.12 Get Auxiliary Log Status. */
export const getAuxiliaryLogStatus = defineCommand({
  name: "Get Auxiliary Log Status",
  spec: "31.12",
  netFn: NetFn.Storage,
  cmd: 0x5a,
  privilege: Privilege.User,
  request: struct({ log }),
  response: struct({ status: rest }),
  handle: ({ bmc }, { log: { type } }) => ({ status: bmc.auxiliaryLogs.status(type) }),
});

/** §31.13 Set Auxiliary Log Status. */
export const setAuxiliaryLogStatus = defineCommand({
  name: "Set Auxiliary Log Status",
  spec: "31.13",
  netFn: NetFn.Storage,
  cmd: 0x5b,
  privilege: Privilege.Administrator,
  request: struct({ log, status: rest }),
  response: empty,
  handle({ bmc }, { log: { type }, status }) {
    bmc.auxiliaryLogs.set(type, status);
    return {};
  },
});
