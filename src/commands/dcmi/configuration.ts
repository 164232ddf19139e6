/** DCMI configuration parameters (DCMI §6.1.2, §6.1.3): the options of DHCP discovery. */
import type { Dcmi } from "../../bmc/dcmi/dcmi.ts";
import { bit, bitfield } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { defineParameter, getParameter, type ParameterTable, setParameter } from "../parameters.ts";
import { CONFORMANCE, conformance, defineDcmiCommand } from "./dcmi-command.ts";

const ACTIVATE = 0x01;

/** Table 6-6. */
const parameters: ParameterTable<Dcmi> = [
  defineParameter({
    selector: 1,
    name: "Activate DHCP",
    layout: u8,
    get: (_dcmi: Dcmi) => 0,
    set(_dcmi, activate) {
      // Accepted without effect: the daemon has no DHCP client to restart.
      if (activate !== ACTIVATE)
        throw new IpmiError(CompletionCode.InvalidDataField, `the activation is ${activate}; expected ${ACTIVATE}`);
    },
  }),
  defineParameter({
    selector: 2,
    name: "Discovery Configuration",
    layout: bitfield({ randomBackOff: bit(7), vendorClass: bit(1), hostName: bit(0) }),
    get: (dcmi: Dcmi) => dcmi.dhcp.discovery,
    set: (dcmi, discovery) => dcmi.setDhcp({ discovery }),
  }),
  defineParameter({
    selector: 3,
    name: "DHCP Timing 1",
    layout: u8,
    get: (dcmi: Dcmi) => dcmi.dhcp.initialTimeoutSeconds,
    set: (dcmi, initialTimeoutSeconds) => dcmi.setDhcp({ initialTimeoutSeconds }),
  }),
  defineParameter({
    selector: 4,
    name: "DHCP Timing 2",
    layout: u16,
    get: (dcmi: Dcmi) => dcmi.dhcp.contactTimeoutSeconds,
    set: (dcmi, contactTimeoutSeconds) => dcmi.setDhcp({ contactTimeoutSeconds }),
  }),
  defineParameter({
    selector: 5,
    name: "DHCP Timing 3",
    layout: u16,
    get: (dcmi: Dcmi) => dcmi.dhcp.retrySeconds,
    set: (dcmi, retrySeconds) => dcmi.setDhcp({ retrySeconds }),
  }),
];

/** Throws `IpmiError` CCh for a set other than 0: no parameter has more sets. */
function needFirstSet(set: number): void {
  if (set !== 0) throw new IpmiError(CompletionCode.InvalidDataField, `the set selector is ${set}; expected 0`);
}

/** DCMI §6.1.2 Set DCMI Configuration Parameters. */
export const setDcmiConfiguration = defineDcmiCommand({
  name: "Set DCMI Configuration Parameters",
  spec: "6.1.2",
  cmd: 0x12,
  privilege: Privilege.Administrator,
  request: struct({ selector: u8, set: u8, data: rest }),
  response: empty,
  handle({ bmc: { dcmi } }, { selector, set, data }) {
    needFirstSet(set);
    setParameter(parameters, dcmi, selector, data);
    return {};
  },
});

const PARAMETER_REVISION = 1;

/** DCMI §6.1.3 Get DCMI Configuration Parameters. */
export const getDcmiConfiguration = defineDcmiCommand({
  name: "Get DCMI Configuration Parameters",
  spec: "6.1.3",
  cmd: 0x13,
  privilege: Privilege.User,
  request: struct({ selector: u8, set: u8 }),
  response: struct({ ...conformance, revision: u8, data: rest }),
  handle({ bmc: { dcmi } }, { selector, set }) {
    needFirstSet(set);
    const { data } = getParameter(parameters, dcmi, { selector });
    return { ...CONFORMANCE, revision: PARAMETER_REVISION, data };
  },
});
