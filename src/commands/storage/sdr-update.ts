/** SDR repository update mode and the initialization agent (IPMI §33.2, §33.19–§33.21; v1.5 chapter 27). */
import { bit, bitfield } from "../../codec/bitfield.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** §33.19 Enter SDR Repository Update Mode. Commands of other chapters keep working, which §33.2.1 allows. */
export const enterSdrRepositoryUpdateMode = defineCommand({
  name: "Enter SDR Repository Update Mode",
  spec: "33.19",
  netFn: NetFn.Storage,
  cmd: 0x2a,
  privilege: Privilege.Operator,
  request: empty,
  response: empty,
  handle({ bmc, channel }) {
    bmc.sdrs.updateMode.enter(channel);
    return {};
  },
});

/** §33.20 Exit SDR Repository Update Mode. */
export const exitSdrRepositoryUpdateMode = defineCommand({
  name: "Exit SDR Repository Update Mode",
  spec: "33.20",
  netFn: NetFn.Storage,
  cmd: 0x2b,
  privilege: Privilege.Operator,
  request: empty,
  response: empty,
  handle({ bmc, channel }) {
    bmc.sdrs.updateMode.exit(channel);
    return {};
  },
});

/** §33.21 Run Initialization Agent. The agent has finished before the answer is sent. */
export const runInitializationAgent = defineCommand({
  name: "Run Initialization Agent",
  spec: "33.21",
  netFn: NetFn.Storage,
  cmd: 0x2c,
  privilege: Privilege.Operator,
  request: struct({ agent: bitfield({ run: bit(0) }) }),
  response: struct({ agent: bitfield({ completed: bit(0) }) }),
  handle({ bmc }, { agent: { run } }) {
    if (run) bmc.runInitializationAgent();
    return { agent: { completed: true } };
  },
});
