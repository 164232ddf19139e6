/** A sensor's event enables and its event status (IPMI §35.10–§35.13; v1.5 chapter 29). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { eventMasks } from "./event-masks.ts";

const Selected = { Unchanged: 0, Enable: 1, Disable: 2 } as const;

/** §35.10 Set Sensor Event Enable. CDh when the sensor has no such enables. */
export const setSensorEventEnable = defineCommand({
  name: "Set Sensor Event Enable",
  spec: "35.10",
  netFn: NetFn.SensorEvent,
  cmd: 0x28,
  privilege: Privilege.Operator,
  everyLun: true,
  request: struct({
    number: u8,
    enables: bitfield({ messages: bit(7), scanning: bit(6), selected: bits(5, 4) }),
    events: eventMasks,
  }),
  response: empty,
  handle({ bmc, lun }, { number, enables: { messages, scanning, selected }, events }) {
    const { settings } = bmc.sensors.find(number, lun);
    const { events: present } = settings.enables;
    const union = {
      assertion: present.assertion.union(events.assertion),
      deassertion: present.deassertion.union(events.deassertion),
    };
    const difference = {
      assertion: present.assertion.difference(events.assertion),
      deassertion: present.deassertion.difference(events.deassertion),
    };
    if (selected === Selected.Unchanged) settings.setEnables({ messages, scanning, events: present });
    else if (selected === Selected.Enable) settings.setEnables({ messages, scanning, events: union });
    else if (selected === Selected.Disable) settings.setEnables({ messages, scanning, events: difference });
    else
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `the change of individual enables is ${selected}; expected 0 to 2`,
      );
    return {};
  },
});

/** §35.11 Get Sensor Event Enable. */
export const getSensorEventEnable = defineCommand({
  name: "Get Sensor Event Enable",
  spec: "35.11",
  netFn: NetFn.SensorEvent,
  cmd: 0x29,
  privilege: Privilege.User,
  everyLun: true,
  request: struct({ number: u8 }),
  response: struct({ enables: bitfield({ messages: bit(7), scanning: bit(6) }), events: eventMasks }),
  handle({ bmc, lun }, { number }) {
    const { messages, scanning, events } = bmc.sensors.find(number, lun).settings.enables;
    return { enables: { messages, scanning }, events };
  },
});

/** §35.12 Re-arm Sensor Events. Re-sends the selected events whose conditions hold. */
export const rearmSensorEvents = defineCommand({
  name: "Re-arm Sensor Events",
  spec: "35.12",
  netFn: NetFn.SensorEvent,
  cmd: 0x2a,
  privilege: Privilege.Operator,
  everyLun: true,
  request: struct({ number: u8, which: bitfield({ selected: bit(7) }), events: eventMasks }),
  response: empty,
  handle({ bmc, lun }, { number, which: { selected }, events }) {
    bmc.sensors.find(number, lun).rearm(selected ? events : undefined);
    return {};
  },
});

/** §35.13 Get Sensor Event Status. */
export const getSensorEventStatus = defineCommand({
  name: "Get Sensor Event Status",
  spec: "35.13",
  netFn: NetFn.SensorEvent,
  cmd: 0x2b,
  privilege: Privilege.User,
  everyLun: true,
  request: struct({ number: u8 }),
  response: struct({
    status: bitfield({ messages: bit(7), scanning: bit(6), unavailable: bit(5) }),
    events: eventMasks,
  }),
  handle({ bmc, lun }, { number }) {
    const { settings, available, events } = bmc.sensors.find(number, lun);
    const { messages, scanning } = settings.enables;
    return { status: { messages, scanning, unavailable: !available }, events };
  },
});
