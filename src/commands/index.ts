/** The command table, in the order of netFn and command number. */
import type { Command } from "../ipmi/command.ts";
import { getAcpiPowerState, setAcpiPowerState } from "./app/acpi-power-state.ts";
import { getAuthCode } from "./app/auth-code.ts";
import { getChannelAuthenticationCapabilities, getChannelCipherSuites } from "./app/authentication.ts";
import {
  getChannelOemPayloadInfo,
  getChannelPayloadSupport,
  getChannelPayloadVersion,
} from "./app/channel-payloads.ts";
import { getChannelAccess, getChannelInfo, setChannelAccess } from "./app/channels.ts";
import {
  getCommandSubFunctionSupport,
  getCommandSupport,
  getConfigurableCommandSubFunctions,
  getConfigurableCommands,
  getNetFnSupport,
  getOemNetFnIanaSupport,
} from "./app/command-discovery.ts";
import {
  getCommandEnables,
  getCommandSubFunctionEnables,
  setCommandEnables,
  setCommandSubFunctionEnables,
} from "./app/command-enables.ts";
import { coldReset, getDeviceGuid, getDeviceId, getSelfTestResults, warmReset } from "./app/device-global.ts";
import { getBtInterfaceCapabilities, getSystemGuid } from "./app/interface.ts";
import { manufacturingTestOn } from "./app/manufacturing-test.ts";
import { masterWriteRead } from "./app/master-write-read.ts";
import { enableMessageChannelReceive, getMessage } from "./app/message-bridge.ts";
import {
  clearMessageFlags,
  getBmcGlobalEnables,
  getMessageFlags,
  readEventMessageBuffer,
  setBmcGlobalEnables,
} from "./app/messaging.ts";
import {
  activatePayload,
  deactivatePayload,
  getPayloadActivationStatus,
  getPayloadInstanceInfo,
  suspendResumePayloadEncryption,
} from "./app/payload-activation.ts";
import { getUserPayloadAccess, setUserPayloadAccess } from "./app/payloads.ts";
import { setChannelSecurityKeys } from "./app/security-keys.ts";
import { sendMessage } from "./app/send-message.ts";
import { activateSession, getSessionChallenge } from "./app/session-setup.ts";
import { closeSession, getSessionInfo, setSessionPrivilegeLevel } from "./app/sessions.ts";
import { getSystemInfoParameters, setSystemInfoParameters } from "./app/system-info.ts";
import { getSystemInterfaceCapabilities } from "./app/system-interface.ts";
import { getUserAccess, getUserName, setUserAccess, setUserName, setUserPassword } from "./app/users.ts";
import { getWatchdogTimer, resetWatchdogTimer, setWatchdogTimer } from "./app/watchdog.ts";
import { getSystemBootOptions, setSystemBootOptions } from "./chassis/boot-options.ts";
import { getChassisCapabilities, setChassisCapabilities } from "./chassis/capabilities.ts";
import { chassisControl, chassisReset, getChassisStatus } from "./chassis/chassis.ts";
import { chassisIdentify, setFrontPanelEnables } from "./chassis/front-panel.ts";
import { getPohCounter, getSystemRestartCause, setPowerCycleInterval, setPowerRestorePolicy } from "./chassis/power.ts";
import { getDcmiCapabilities } from "./dcmi/capabilities.ts";
import { getDcmiConfiguration, setDcmiConfiguration } from "./dcmi/configuration.ts";
import { getAssetTag, getControllerId, setAssetTag, setControllerId } from "./dcmi/identification.ts";
import { activatePowerLimit, getPowerLimit, getPowerReading, setPowerLimit } from "./dcmi/power.ts";
import { getDcmiSensorInfo, getTemperatureReadings, getThermalLimit, setThermalLimit } from "./dcmi/temperatures.ts";
import { getDeviceSdr, getDeviceSdrInfo, reserveDeviceSdrRepository } from "./sensor-event/device-sdr.ts";
import {
  getSensorEventEnable,
  getSensorEventStatus,
  rearmSensorEvents,
  setSensorEventEnable,
} from "./sensor-event/event-enables.ts";
import { getEventReceiver, platformEvent, setEventReceiver } from "./sensor-event/events.ts";
import {
  alertImmediate,
  armPefPostponeTimer,
  getLastProcessedEventId,
  getPefCapabilities,
  petAcknowledge,
  setLastProcessedEventId,
} from "./sensor-event/pef.ts";
import { getPefConfigurationParameters, setPefConfigurationParameters } from "./sensor-event/pef-parameters.ts";
import { getSensorReading, getSensorReadingFactors, getSensorType, setSensorType } from "./sensor-event/reading.ts";
import { setSensorReadingAndEventStatus } from "./sensor-event/set-reading.ts";
import {
  getSensorHysteresis,
  getSensorThresholds,
  setSensorHysteresis,
  setSensorThresholds,
} from "./sensor-event/thresholds.ts";
import { getAuxiliaryLogStatus, setAuxiliaryLogStatus } from "./storage/auxiliary-log.ts";
import { getFruInventoryAreaInfo, readFruData, writeFruData } from "./storage/fru.ts";
import { addSdr, deleteSdr, getSdr, partialAddSdr } from "./storage/sdr-records.ts";
import {
  clearSdrRepository,
  getSdrRepositoryAllocationInfo,
  getSdrRepositoryInfo,
  getSdrRepositoryTime,
  reserveSdrRepository,
  setSdrRepositoryTime,
} from "./storage/sdr-repository.ts";
import {
  enterSdrRepositoryUpdateMode,
  exitSdrRepositoryUpdateMode,
  runInitializationAgent,
} from "./storage/sdr-update.ts";
import { clearSel, getSelAllocationInfo, getSelInfo, reserveSel } from "./storage/sel.ts";
import { addSelEntry, deleteSelEntry, getSelEntry, partialAddSelEntry } from "./storage/sel-entries.ts";
import { getSelTime, getSelTimeUtcOffset, setSelTime, setSelTimeUtcOffset } from "./storage/sel-time.ts";
import {
  getIpUdpRmcpStatistics,
  getLanConfigurationParameters,
  setLanConfigurationParameters,
  suspendBmcArps,
} from "./transport/lan.ts";
import { getSolConfigurationParameters, setSolConfigurationParameters } from "./transport/sol.ts";

export const commandTable: readonly Command[] = [
  // Chassis 00h
  getChassisCapabilities,
  getChassisStatus,
  chassisControl,
  chassisReset,
  chassisIdentify,
  setChassisCapabilities,
  setPowerRestorePolicy,
  getSystemRestartCause,
  setSystemBootOptions,
  getSystemBootOptions,
  setFrontPanelEnables,
  setPowerCycleInterval,
  getPohCounter,
  // Sensor/Event 04h
  setEventReceiver,
  getEventReceiver,
  platformEvent,
  getPefCapabilities,
  armPefPostponeTimer,
  setPefConfigurationParameters,
  getPefConfigurationParameters,
  setLastProcessedEventId,
  getLastProcessedEventId,
  alertImmediate,
  petAcknowledge,
  getDeviceSdrInfo,
  getDeviceSdr,
  reserveDeviceSdrRepository,
  getSensorReadingFactors,
  setSensorHysteresis,
  getSensorHysteresis,
  setSensorThresholds,
  getSensorThresholds,
  setSensorEventEnable,
  getSensorEventEnable,
  rearmSensorEvents,
  getSensorEventStatus,
  getSensorReading,
  setSensorType,
  getSensorType,
  setSensorReadingAndEventStatus,
  // App 06h
  getDeviceId,
  coldReset,
  warmReset,
  getSelfTestResults,
  manufacturingTestOn,
  setAcpiPowerState,
  getAcpiPowerState,
  getDeviceGuid,
  getNetFnSupport,
  getCommandSupport,
  getCommandSubFunctionSupport,
  getConfigurableCommands,
  getConfigurableCommandSubFunctions,
  resetWatchdogTimer,
  setWatchdogTimer,
  getWatchdogTimer,
  setBmcGlobalEnables,
  getBmcGlobalEnables,
  clearMessageFlags,
  getMessageFlags,
  enableMessageChannelReceive,
  getMessage,
  sendMessage,
  readEventMessageBuffer,
  getBtInterfaceCapabilities,
  getSystemGuid,
  getChannelAuthenticationCapabilities,
  getSessionChallenge,
  activateSession,
  setSessionPrivilegeLevel,
  closeSession,
  getSessionInfo,
  getAuthCode,
  setChannelAccess,
  getChannelAccess,
  getChannelInfo,
  setUserAccess,
  getUserAccess,
  setUserName,
  getUserName,
  setUserPassword,
  activatePayload,
  deactivatePayload,
  getPayloadActivationStatus,
  getPayloadInstanceInfo,
  setUserPayloadAccess,
  getUserPayloadAccess,
  getChannelPayloadSupport,
  getChannelPayloadVersion,
  getChannelOemPayloadInfo,
  masterWriteRead,
  getChannelCipherSuites,
  suspendResumePayloadEncryption,
  setChannelSecurityKeys,
  getSystemInterfaceCapabilities,
  setSystemInfoParameters,
  getSystemInfoParameters,
  setCommandEnables,
  getCommandEnables,
  setCommandSubFunctionEnables,
  getCommandSubFunctionEnables,
  getOemNetFnIanaSupport,
  // Storage 0Ah
  getFruInventoryAreaInfo,
  readFruData,
  writeFruData,
  getSdrRepositoryInfo,
  getSdrRepositoryAllocationInfo,
  reserveSdrRepository,
  getSdr,
  addSdr,
  partialAddSdr,
  deleteSdr,
  clearSdrRepository,
  getSdrRepositoryTime,
  setSdrRepositoryTime,
  enterSdrRepositoryUpdateMode,
  exitSdrRepositoryUpdateMode,
  runInitializationAgent,
  getSelInfo,
  getSelAllocationInfo,
  reserveSel,
  getSelEntry,
  addSelEntry,
  partialAddSelEntry,
  deleteSelEntry,
  clearSel,
  getSelTime,
  setSelTime,
  getAuxiliaryLogStatus,
  setAuxiliaryLogStatus,
  getSelTimeUtcOffset,
  setSelTimeUtcOffset,
  // Transport 0Ch
  setLanConfigurationParameters,
  getLanConfigurationParameters,
  suspendBmcArps,
  getIpUdpRmcpStatistics,
  setSolConfigurationParameters,
  getSolConfigurationParameters,
  // Group extension 2Ch, DCMI
  getDcmiCapabilities,
  getPowerReading,
  getPowerLimit,
  setPowerLimit,
  activatePowerLimit,
  getAssetTag,
  getDcmiSensorInfo,
  setAssetTag,
  getControllerId,
  setControllerId,
  setThermalLimit,
  getThermalLimit,
  getTemperatureReadings,
  setDcmiConfiguration,
  getDcmiConfiguration,
];
