/** System boot options (IPMI §28.12, §28.13; v1.5 chapter 22). */
import type { BootOptions } from "../../bmc/chassis/boot-options.ts";
import {
  bootFlags,
  bootInitiator,
  bootParties,
  MAILBOX_BLOCK_SIZE,
  servicePartitionScan,
  validBitClearing,
} from "../../bmc/chassis/boot-values.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes, reserved, rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import {
  defineParameter,
  findParameter,
  getParameter,
  type ParameterTable,
  setInProgress,
  setParameter,
} from "../parameters.ts";

/** Table 28-14. */
const parameters: ParameterTable<BootOptions> = [
  setInProgress((boot: BootOptions) => boot.progress),
  defineParameter({
    selector: 1,
    name: "Service Partition Selector",
    layout: u8,
    get: (boot: BootOptions) => boot.values.servicePartition,
    set: (boot, servicePartition) => boot.set({ servicePartition }),
  }),
  defineParameter({
    selector: 2,
    name: "Service Partition Scan",
    layout: servicePartitionScan,
    get: (boot: BootOptions) => boot.values.servicePartitionScan,
    set: (boot, scan) => boot.set({ servicePartitionScan: scan }),
  }),
  defineParameter({
    selector: 3,
    name: "BMC Boot Flag Valid Bit Clearing",
    layout: validBitClearing,
    get: (boot: BootOptions) => boot.values.validBitClearing,
    set: (boot, clearing) => boot.set({ validBitClearing: clearing }),
  }),
  defineParameter({
    selector: 4,
    name: "Boot Info Acknowledge",
    layout: struct({ writeMask: reserved(1), unacknowledged: bootParties }),
    setLayout: struct({ writeMask: bootParties, unacknowledged: bootParties }),
    get: (boot: BootOptions) => ({ unacknowledged: boot.values.unacknowledged }),
    set: (boot, { writeMask, unacknowledged }) => boot.acknowledge(writeMask, unacknowledged),
  }),
  defineParameter({
    selector: 5,
    name: "Boot Flags",
    layout: bootFlags,
    get: (boot: BootOptions) => boot.values.flags,
    set: (boot, flags) => boot.setFlags(flags),
  }),
  defineParameter({
    selector: 6,
    name: "Boot Initiator Info",
    layout: bootInitiator,
    get: (boot: BootOptions) => boot.values.initiator,
    set: (boot, initiator) => boot.set({ initiator }),
  }),
  defineParameter({
    selector: 7,
    name: "Boot Initiator Mailbox",
    layout: struct({ block: u8, data: bytes(MAILBOX_BLOCK_SIZE) }),
    setLayout: struct({ block: u8, data: rest }),
    get: (boot: BootOptions, block) => ({ block, data: boot.mailboxBlock(block) }),
    set: (boot, { block, data }) => boot.setMailboxBlock(block, data),
  }),
];

/** §28.12 Set System Boot Options. A request without data only locks or unlocks the parameter. */
export const setSystemBootOptions = defineCommand({
  name: "Set System Boot Options",
  spec: "28.12",
  netFn: NetFn.Chassis,
  cmd: 0x08,
  privilege: Privilege.Operator,
  request: struct({ parameter: bitfield({ locked: bit(7), selector: bits(6, 0) }), data: rest }),
  response: empty,
  handle({ bmc: { chassis } }, { parameter: { locked, selector }, data }) {
    if (data.length > 0) setParameter(parameters, chassis.bootOptions, selector, data);
    else findParameter(parameters, selector);
    chassis.bootOptions.mark(selector, locked);
    return {};
  },
});

const PARAMETER_VERSION = 1;

/** §28.13 Get System Boot Options. */
export const getSystemBootOptions = defineCommand({
  name: "Get System Boot Options",
  spec: "28.13",
  netFn: NetFn.Chassis,
  cmd: 0x09,
  privilege: Privilege.Operator,
  request: struct({ parameter: bitfield({ selector: bits(6, 0) }), set: u8, block: u8 }),
  response: struct({
    version: bitfield({ number: bits(3, 0) }),
    parameter: bitfield({ locked: bit(7), selector: bits(6, 0) }),
    data: rest,
  }),
  handle({ bmc: { chassis } }, { parameter: { selector }, set, block }) {
    const { data } = getParameter(parameters, chassis.bootOptions, { selector, set, block });
    return {
      version: { number: PARAMETER_VERSION },
      parameter: { locked: chassis.bootOptions.isLocked(selector), selector },
      data,
    };
  },
});
