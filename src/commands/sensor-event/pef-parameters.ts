/** PEF configuration parameters (IPMI §30.3, §30.4; v1.5 §24.3, §24.4). */
import { eventFilter, filterConfiguration, pefActions } from "../../bmc/pef/event-filter.ts";
import type { PefConfiguration } from "../../bmc/pef/pef-configuration.ts";
import { alertPolicy, pefControl, pefGuid, STRINGS, stringKey } from "../../bmc/pef/pef-values.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
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
  setInProgress,
  setParameter,
} from "../parameters.ts";

const number = bitfield({ number: bits(6, 0) });
const ENTRY_NUMBERS = 128;

/** Returns the entry number of a set selector, whose bit 7 is reserved. */
function entryOf(set: number): number {
  return set % ENTRY_NUMBERS;
}

/** Table 30-6. Parameters 14 and 15 are missing: they are for BMCs with ICMB group power control. */
const parameters: ParameterTable<PefConfiguration> = [
  setInProgress((pef: PefConfiguration) => pef.progress),
  defineParameter({
    selector: 1,
    name: "PEF Control",
    layout: pefControl,
    get: (pef: PefConfiguration) => pef.values.control,
    set: (pef, control) => pef.set({ control }),
  }),
  defineParameter({
    selector: 2,
    name: "PEF Action Global Control",
    layout: pefActions,
    get: (pef: PefConfiguration) => pef.values.actions,
    set: (pef, actions) => pef.set({ actions }),
  }),
  defineParameter({
    selector: 3,
    name: "PEF Startup Delay",
    layout: u8,
    get: (pef: PefConfiguration) => pef.values.startupDelaySeconds,
    set: (pef, startupDelaySeconds) => pef.set({ startupDelaySeconds }),
  }),
  defineParameter({
    selector: 4,
    name: "PEF Alert Startup Delay",
    layout: u8,
    get: (pef: PefConfiguration) => pef.values.alertStartupDelaySeconds,
    set: (pef, alertStartupDelaySeconds) => pef.set({ alertStartupDelaySeconds }),
  }),
  defineParameter({
    selector: 5,
    name: "Number of Event Filters",
    layout: u8,
    get: (pef: PefConfiguration) => pef.values.filters.length,
  }),
  defineParameter({
    selector: 6,
    name: "Event Filter Table",
    layout: struct({ entry: number, filter: eventFilter }),
    get: (pef: PefConfiguration, set) => ({ entry: { number: entryOf(set) }, filter: pef.filter(entryOf(set)) }),
    set: (pef, { entry, filter }) => pef.setFilter(entry.number, filter),
  }),
  defineParameter({
    selector: 7,
    name: "Event Filter Table Data 1",
    layout: struct({ entry: number, configuration: filterConfiguration }),
    get: (pef: PefConfiguration, set) => ({
      entry: { number: entryOf(set) },
      configuration: pef.filter(entryOf(set)).configuration,
    }),
    set: (pef, { entry, configuration }) => pef.setFilter(entry.number, { ...pef.filter(entry.number), configuration }),
  }),
  defineParameter({
    selector: 8,
    name: "Number of Alert Policy Entries",
    layout: u8,
    get: (pef: PefConfiguration) => pef.values.policies.length,
  }),
  defineParameter({
    selector: 9,
    name: "Alert Policy Table",
    layout: struct({ entry: number, policy: alertPolicy }),
    get: (pef: PefConfiguration, set) => ({ entry: { number: entryOf(set) }, policy: pef.policy(entryOf(set)) }),
    set: (pef, { entry, policy }) => pef.setPolicy(entry.number, policy),
  }),
  defineParameter({
    selector: 10,
    name: "System GUID",
    layout: pefGuid,
    get: (pef: PefConfiguration) => pef.values.guid,
    set: (pef, guid) => pef.set({ guid }),
  }),
  defineParameter({
    selector: 11,
    name: "Number of Alert Strings",
    layout: u8,
    get: (_pef: PefConfiguration) => STRINGS,
  }),
  defineParameter({
    selector: 12,
    name: "Alert String Keys",
    layout: struct({ entry: number, key: stringKey }),
    get: (pef: PefConfiguration, set) => ({ entry: { number: entryOf(set) }, key: pef.stringKey(entryOf(set)) }),
    set: (pef, { entry, key }) => pef.setStringKey(entry.number, key),
  }),
  defineParameter({
    selector: 13,
    name: "Alert Strings",
    layout: struct({ entry: number, block: u8, data: rest }),
    get: (pef: PefConfiguration, set, block) => ({
      entry: { number: entryOf(set) },
      block,
      data: pef.stringBlock(entryOf(set), block),
    }),
    set: (pef, { entry, block, data }) => pef.setStringBlock(entry.number, block, data),
  }),
];

/** §30.3 Set PEF Configuration Parameters. */
export const setPefConfigurationParameters = defineCommand({
  name: "Set PEF Configuration Parameters",
  spec: "30.3",
  netFn: NetFn.SensorEvent,
  cmd: 0x12,
  privilege: Privilege.Administrator,
  request: struct({ parameter: bitfield({ selector: bits(6, 0) }), data: rest }),
  response: empty,
  handle({ bmc: { pef } }, { parameter: { selector }, data }) {
    setParameter(parameters, pef.configuration, selector, data);
    return {};
  },
});

/** §30.4 Get PEF Configuration Parameters. */
export const getPefConfigurationParameters = defineCommand({
  name: "Get PEF Configuration Parameters",
  spec: "30.4",
  netFn: NetFn.SensorEvent,
  cmd: 0x13,
  privilege: Privilege.Operator,
  request: struct({ parameter: bitfield({ revisionOnly: bit(7), selector: bits(6, 0) }), set: u8, block: u8 }),
  response: parameterResponse,
  handle: ({ bmc: { pef } }, { parameter, set, block }) =>
    getParameter(parameters, pef.configuration, { ...parameter, set, block }),
});
