/** The SEL's clock (IPMI §31.10–§31.11b; v1.5 chapter 25). */
import { i16, u32 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** §31.10 Get SEL Time. The daemon's time of day until software sets it. */
export const getSelTime = defineCommand({
  name: "Get SEL Time",
  spec: "31.10",
  netFn: NetFn.Storage,
  cmd: 0x48,
  privilege: Privilege.User,
  request: empty,
  response: struct({ seconds: u32 }),
  handle: ({ bmc }) => ({ seconds: bmc.sel.timestamp() }),
});

/** §31.11 Set SEL Time. */
export const setSelTime = defineCommand({
  name: "Set SEL Time",
  spec: "v2 §31.11",
  netFn: NetFn.Storage,
  cmd: 0x49,
  privilege: Privilege.Operator,
  request: struct({ seconds: u32 }),
  response: empty,
  handle({ bmc }, { seconds }) {
    bmc.sel.time.set(seconds);
    return {};
  },
});

/** §31.11a Get SEL Time UTC Offset. 7FFh (unspecified) until it is set. */
export const getSelTimeUtcOffset = defineCommand({
  name: "Get SEL Time UTC Offset",
  spec: "v2 §31.11a",
  netFn: NetFn.Storage,
  cmd: 0x5c,
  privilege: Privilege.User,
  request: empty,
  response: struct({ minutes: i16 }),
  handle: ({ bmc }) => ({ minutes: bmc.sel.time.utcOffset }),
});

/** §31.11b Set SEL Time UTC Offset. Does not change the time. */
export const setSelTimeUtcOffset = defineCommand({
  name: "Set SEL Time UTC Offset",
  spec: "v2 §31.11b",
  netFn: NetFn.Storage,
  cmd: 0x5d,
  privilege: Privilege.Operator,
  request: struct({ minutes: i16 }),
  response: empty,
  handle({ bmc }, { minutes }) {
    bmc.sel.time.utcOffset = minutes;
    return {};
  },
});
