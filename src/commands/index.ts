/** The command table, in the order of netFn and command number. */
import type { Command } from "../ipmi/command.ts";
import { getAcpiPowerState, setAcpiPowerState } from "./app/acpi-power-state.ts";
import { coldReset, getDeviceGuid, getDeviceId, getSelfTestResults, warmReset } from "./app/device-global.ts";
import { getBtInterfaceCapabilities, getChannelInfo, getSystemGuid } from "./app/interface.ts";
import {
  clearMessageFlags,
  getBmcGlobalEnables,
  getMessageFlags,
  readEventMessageBuffer,
  setBmcGlobalEnables,
} from "./app/messaging.ts";
import { chassisControl, getChassisStatus } from "./chassis/chassis.ts";

export const commandTable: readonly Command[] = [
  // Chassis 00h
  getChassisStatus,
  chassisControl,
  // App 06h
  getDeviceId,
  coldReset,
  warmReset,
  getSelfTestResults,
  setAcpiPowerState,
  getAcpiPowerState,
  getDeviceGuid,
  setBmcGlobalEnables,
  getBmcGlobalEnables,
  clearMessageFlags,
  getMessageFlags,
  readEventMessageBuffer,
  getBtInterfaceCapabilities,
  getSystemGuid,
  getChannelInfo,
];
