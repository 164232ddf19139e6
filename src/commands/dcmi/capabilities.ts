/** DCMI capabilities (DCMI §6.1.1). */

import type { Bmc } from "../../bmc/bmc.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes, reserved, rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import { defineParameter, getParameter, type ParameterTable } from "../parameters.ts";
import { CONFORMANCE, conformance, defineDcmiCommand } from "./dcmi-command.ts";
import { ROLLING_AVERAGES } from "./power.ts";

const PARAMETER_REVISION = 2;
const MAX_SEL_ENTRIES = 0xfff;
const TEMPERATURE_SAMPLING_SECONDS = 1;
const NO_CHANNEL = 0xff;

/** Table 6-3. */
const parameters: ParameterTable<Bmc> = [
  defineParameter({
    selector: 1,
    name: "Supported DCMI Capabilities",
    layout: struct({
      reserved: reserved(1),
      platform: bitfield({ powerManagement: bit(0) }),
      access: bitfield({ secondaryLan: bit(2), serial: bit(1), systemInterface: bit(0) }),
    }),
    get: (_bmc: Bmc) => ({
      platform: { powerManagement: true },
      access: { secondaryLan: false, serial: false, systemInterface: true },
    }),
  }),
  defineParameter({
    selector: 2,
    name: "Mandatory Platform Attributes",
    layout: struct({
      sel: bitfield({ rollover: bit(15), flushesAll: bit(14), flushesRecords: bit(13), entries: bits(11, 0) }, 2),
      identification: bitfield({ assetTag: bit(2), dhcpHostName: bit(1), guid: bit(0) }),
      reserved: reserved(1),
      temperatureSamplingSeconds: u8,
    }),
    get: ({ sel }: Bmc) => ({
      sel: {
        rollover: false,
        flushesAll: false,
        flushesRecords: false,
        entries: Math.min(sel.capacity, MAX_SEL_ENTRIES),
      },
      // DCMI 1.5 reserves the byte; ipmitool and FreeIPMI read what DCMI 1.0 had there.
      identification: { assetTag: true, dhcpHostName: true, guid: true },
      temperatureSamplingSeconds: TEMPERATURE_SAMPLING_SECONDS,
    }),
  }),
  defineParameter({
    selector: 3,
    name: "Optional Platform Attributes",
    layout: struct({
      powerManagementAddress: u8,
      powerManagement: bitfield({ channel: bits(7, 4), deviceRevision: bits(3, 0) }),
    }),
    get: (_bmc: Bmc) => ({
      powerManagementAddress: BMC_ADDRESS,
      powerManagement: { channel: 0, deviceRevision: 1 },
    }),
  }),
  defineParameter({
    selector: 4,
    name: "Manageability Access Attributes",
    layout: struct({ primaryLan: u8, secondaryLan: u8, serial: u8 }),
    get: ({ options: { lan } }: Bmc) => ({
      primaryLan: lan.present ? lan.channel : NO_CHANNEL,
      secondaryLan: NO_CHANNEL,
      serial: NO_CHANNEL,
    }),
  }),
  defineParameter({
    selector: 5,
    name: "Enhanced System Power Statistics Attributes",
    layout: struct({ count: u8, periods: bytes(ROLLING_AVERAGES.size) }),
    get: (_bmc: Bmc) => ({ count: ROLLING_AVERAGES.size, periods: Uint8Array.from(ROLLING_AVERAGES.keys()) }),
  }),
];

/** DCMI §6.1.1 Get DCMI Capabilities Info. Uses only generic codes: an unknown parameter is CCh. */
export const getDcmiCapabilities = defineDcmiCommand({
  name: "Get DCMI Capabilities Info",
  spec: "6.1.1",
  cmd: 0x01,
  privilege: Privilege.Callback,
  request: struct({ selector: u8 }),
  response: struct({ ...conformance, revision: u8, data: rest }),
  handle({ bmc }, { selector }) {
    if (!parameters.some((parameter) => parameter.selector === selector)) {
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `parameter is ${selector}; expected 1 to ${parameters.length}`,
      );
    }
    const { data } = getParameter(parameters, bmc, { selector });
    return { ...CONFORMANCE, revision: PARAMETER_REVISION, data };
  },
});
