/** Platform event filtering and alerting (IPMI §30.1, §30.2, §30.5–§30.8; v1.5 chapter 24). */
import { pefActions } from "../../bmc/pef/event-filter.ts";
import { NO_RECORD } from "../../bmc/pef/pef.ts";
import { eventFields } from "../../bmc/platform-event.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { EMPTY_BYTES } from "../../codec/empty-bytes.ts";
import { u8, u16, u32 } from "../../codec/integer.ts";
import { decode } from "../../codec/layout.ts";
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

/** Bytes 4 to 11 (v2): the event that the alert tells. */
const alertedEvent = struct({
  generator: u8,
  ...eventFields,
});

/** §30.7 Alert Immediate. The alert is sent even where alerts by PEF are disabled (§22.22). */
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
    event: optional(alertedEvent),
  }),
  response: struct({ status: optional(u8) }),
  handle({ bmc: { alerting, channels, lan, pef }, channel: own }, { channel, alert, string, event }) {
    const number = channelMeant(channel.number, own);
    if (channels.kindOf(number) !== "lan") throw invalid(`channel ${number} has no alerts; expected a LAN channel`);
    switch (alert.operation) {
      case AlertOperation.Initiate: {
        const last = lan.values.destinations.length - 1;
        if (alert.destination > last) throw invalid(`destination is ${alert.destination}; expected at most ${last}`);
        if (string.send) pef.configuration.stringKey(string.number);
        alerting.sendImmediately(alert.destination, {
          event: event && { ...event, generatorId: event.generator },
          severity: 0,
          text: string.send ? pef.configuration.text(string.number) : EMPTY_BYTES,
        });
        return {};
      }
      case AlertOperation.GetStatus:
        return { status: alerting.status };
      case AlertOperation.ClearStatus:
        alerting.clearStatus();
        return {};
      default:
        throw invalid(`operation is ${alert.operation}; expected 0 to 2`);
    }
  },
});

/**
 * §30.8 PET Acknowledge, for a trap that waits for it. The fields are those of the trap; some clients send the two numbers with
 * the most significant byte first, as a trap has them.
 */
export const petAcknowledge = defineCommand({
  name: "PET Acknowledge",
  spec: "30.8",
  netFn: NetFn.SensorEvent,
  cmd: 0x17,
  privilege: Privilege.Callback,
  request: struct({
    sequenceNumber: bytes(2),
    localTimestamp: bytes(4),
    eventSourceType: u8,
    sensorDevice: u8,
    sensorNumber: u8,
    eventData: bytes(3),
  }),
  response: empty,
  handle({ bmc: { alerting } }, { sequenceNumber, localTimestamp, sensorDevice, sensorNumber, eventData }) {
    alerting.acknowledge((trap) => {
      const ordered = (order: (bytes: Uint8Array) => Uint8Array) =>
        trap.sequence === decode(u16, order(sequenceNumber)) &&
        trap.localTimestamp === decode(u32, order(localTimestamp));
      return (
        (ordered((bytes) => bytes) || ordered((bytes) => bytes.toReversed())) &&
        trap.sensorDevice === sensorDevice &&
        trap.sensorNumber === sensorNumber &&
        Buffer.compare(trap.eventData, eventData) === 0
      );
    });
    return {};
  },
});

function invalid(problem: string): IpmiError {
  return new IpmiError(CompletionCode.InvalidDataField, problem);
}
