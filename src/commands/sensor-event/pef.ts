/** Platform event filtering and alerting (IPMI §30.1, §30.2, §30.5–§30.8; v1.5 chapter 24). */
import { pefActions } from "../../bmc/pef/event-filter.ts";
import { NO_RECORD } from "../../bmc/pef/pef.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8, u16, u32 } from "../../codec/integer.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { channelMeant } from "../../ipmi/channel.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** §30.1 Get PEF Capabilities. */
export const getPefCapabilities = defineCommand({
  name: "Get PEF Capabilities",
  spec: "30.1",
  netFn: NetFn.SensorEvent,
  cmd: 0x10,
  privilege: Privilege.User,
  request: empty,
  response: struct({
    version: bitfield({ minor: bits(7, 4), major: bits(3, 0) }),
    actions: pefActions,
    filters: u8,
  }),
  handle: ({ bmc: { pef } }) => ({
    version: { major: 1, minor: 5 },
    actions: { diagnosticInterrupt: true, powerCycle: true, reset: true, powerDown: true, alert: true },
    filters: pef.configuration.values.filters.length,
  }),
});

const GET_COUNTDOWN = 0xff;

/** §30.2 Arm PEF Postpone Timer. FFh only reads the countdown. */
export const armPefPostponeTimer = defineCommand({
  name: "Arm PEF Postpone Timer",
  spec: "30.2",
  netFn: NetFn.SensorEvent,
  cmd: 0x11,
  privilege: Privilege.Administrator,
  request: struct({ timeoutSeconds: u8 }),
  response: struct({ countdownSeconds: u8 }),
  handle({ bmc: { pef } }, { timeoutSeconds }) {
    if (timeoutSeconds !== GET_COUNTDOWN) pef.armPostpone(timeoutSeconds);
    return { countdownSeconds: pef.postponeCountdown };
  },
});

/** §30.5 Set Last Processed Event ID. */
export const setLastProcessedEventId = defineCommand({
  name: "Set Last Processed Event ID",
  spec: "30.5",
  netFn: NetFn.SensorEvent,
  cmd: 0x14,
  privilege: Privilege.Administrator,
  request: struct({ which: bitfield({ bmc: bit(0) }), recordId: u16 }),
  response: empty,
  handle({ bmc: { pef, sel } }, { which, recordId }) {
    sel.checkNotErasing();
    pef.setLastProcessed(which.bmc ? "bmc" : "software", recordId);
    return {};
  },
});

/** §30.6 Get Last Processed Event ID. */
export const getLastProcessedEventId = defineCommand({
  name: "Get Last Processed Event ID",
  spec: "30.6",
  netFn: NetFn.SensorEvent,
  cmd: 0x15,
  privilege: Privilege.Administrator,
  request: empty,
  response: struct({ lastAddition: u32, lastRecordId: u16, lastSoftwareId: u16, lastBmcId: u16 }),
  handle({ bmc: { pef, sel } }) {
    sel.checkNotErasing();
    return {
      lastAddition: sel.changes.lastAddition,
      lastRecordId: sel.lastId ?? NO_RECORD,
      lastSoftwareId: pef.lastProcessed.software,
      lastBmcId: pef.lastProcessed.bmc,
    };
  },
});

const AlertOperation = { Initiate: 0, GetStatus: 1, ClearStatus: 2 } as const;
const NO_STATUS = 0x00;

/**
 * §30.7 Alert Immediate. The daemon does not send alerts: Initiate answers D5h and the status stays "no status".
 * §30.7 asks for both on a channel that exists, and for CCh on a channel without alerts.
 */
export const alertImmediate = defineCommand({
  name: "Alert Immediate",
  spec: "30.7",
  netFn: NetFn.SensorEvent,
  cmd: 0x16,
  privilege: Privilege.Administrator,
  request: struct({
    channel: bitfield({ number: bits(3, 0) }),
    alert: bitfield({ operation: bits(7, 6), destination: bits(3, 0) }),
    string: bitfield({ send: bit(7), number: bits(6, 0) }),
  }),
  response: struct({ status: optional(u8) }),
  handle({ bmc: { channels, options, pef }, channel: own }, { channel, alert, string }) {
    const number = channelMeant(channel.number, own);
    if (channels.kindOf(number) !== "lan") throw invalid(`channel ${number} has no alerts; expected a LAN channel`);
    switch (alert.operation) {
      case AlertOperation.Initiate:
        if (alert.destination > options.lan.destinations)
          throw invalid(`destination is ${alert.destination}; expected at most ${options.lan.destinations}`);
        if (string.send) pef.configuration.stringKey(string.number);
        throw new IpmiError(CompletionCode.NotInPresentState, "the daemon does not send alerts");
      case AlertOperation.GetStatus:
        return { status: NO_STATUS };
      case AlertOperation.ClearStatus:
        return {};
      default:
        throw invalid(`operation is ${alert.operation}; expected 0 to 2`);
    }
  },
});

/** §30.8 PET Acknowledge. Always succeeds and does nothing, because no alert waits for it. */
export const petAcknowledge = defineCommand({
  name: "PET Acknowledge",
  spec: "30.8",
  netFn: NetFn.SensorEvent,
  cmd: 0x17,
  privilege: Privilege.Callback,
  request: struct({
    sequenceNumber: u16,
    localTimestamp: u32,
    eventSourceType: u8,
    sensorDevice: u8,
    sensorNumber: u8,
    eventData: bytes(3),
  }),
  response: empty,
  handle: () => ({}),
});

function invalid(problem: string): IpmiError {
  return new IpmiError(CompletionCode.InvalidDataField, problem);
}
