/** Power policies and power history (IPMI §28.8, §28.9, §28.11, §28.14; v1.5 chapter 22). */
import type { PowerRestorePolicy } from "../../bmc/chassis/power-restore.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { u8, u32 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const POLICIES: readonly PowerRestorePolicy[] = ["alwaysOff", "previous", "alwaysOn"];
/** Asks only which policies are supported. */
const NO_CHANGE = 3;

/** §28.8 Set Power Restore Policy. */
export const setPowerRestorePolicy = defineCommand({
  name: "Set Power Restore Policy",
  spec: "28.8",
  netFn: NetFn.Chassis,
  cmd: 0x06,
  privilege: Privilege.Operator,
  request: struct({ policy: bitfield({ number: bits(2, 0) }) }),
  response: struct({ supported: bitfield({ alwaysOn: bit(2), previous: bit(1), alwaysOff: bit(0) }) }),
  handle({ bmc }, { policy: { number } }) {
    if (number !== NO_CHANGE) {
      const policy = POLICIES[number];
      if (!policy)
        throw new IpmiError(CompletionCode.InvalidDataField, `power restore policy is ${number}; expected 0 to 3`);
      bmc.chassis.powerRestorePolicy = policy;
    }
    return { supported: { alwaysOn: true, previous: true, alwaysOff: true } };
  },
});

/** §28.9 Set Power Cycle Interval. */
export const setPowerCycleInterval = defineCommand({
  name: "Set Power Cycle Interval",
  spec: "28.9",
  netFn: NetFn.Chassis,
  cmd: 0x0b,
  privilege: Privilege.Administrator,
  request: struct({ seconds: u8 }),
  response: empty,
  handle({ bmc }, { seconds }) {
    bmc.chassis.powerCycleIntervalSeconds = seconds;
    return {};
  },
});

/** §28.11 Get System Restart Cause. */
export const getSystemRestartCause = defineCommand({
  name: "Get System Restart Cause",
  spec: "28.11",
  netFn: NetFn.Chassis,
  cmd: 0x07,
  privilege: Privilege.User,
  request: empty,
  response: struct({ cause: bitfield({ code: bits(3, 0) }), channel: u8 }),
  handle({ bmc }) {
    const { cause, channel } = bmc.chassis.restart;
    return { cause: { code: cause }, channel };
  },
});

const MINUTES_PER_COUNT = 60;

/** §28.14 Get POH Counter. */
export const getPohCounter = defineCommand({
  name: "Get POH Counter",
  spec: "28.14",
  netFn: NetFn.Chassis,
  cmd: 0x0f,
  privilege: Privilege.User,
  request: empty,
  response: struct({ minutesPerCount: u8, counter: u32 }),
  handle: ({ bmc }) => ({ minutesPerCount: MINUTES_PER_COUNT, counter: bmc.chassis.powerOnTime.hours }),
});
