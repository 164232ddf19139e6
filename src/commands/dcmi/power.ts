/** Power readings and the power limit (DCMI §6.6). */

import { ExceptionAction, type PowerLimit } from "../../bmc/dcmi/power-limit.ts";
import { bit, bitfield } from "../../codec/bitfield.ts";
import { reserved } from "../../codec/bytes.ts";
import { u8, u16, u32 } from "../../codec/integer.ts";
import { encode } from "../../codec/layout.ts";
import { empty, struct } from "../../codec/struct.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { hexNumber } from "../../text/hex.ts";
import { defineDcmiCommand, inGroup } from "./dcmi-command.ts";

/** Periods of rolling averages in seconds, by their code in parameter 5: the nine that ipmitool can name. */
export const ROLLING_AVERAGES: ReadonlyMap<number, number> = new Map([
  [0x05, 5],
  [0x0f, 15],
  [0x1e, 30],
  [0x41, 60],
  [0x43, 180],
  [0x47, 420],
  [0x4f, 900],
  [0x5e, 1800],
  [0x81, 3600],
]);

const Mode = { Statistics: 1, Enhanced: 2 } as const;

/** DCMI §6.6.1 Get Power Reading. */
export const getPowerReading = defineDcmiCommand({
  name: "Get Power Reading",
  spec: "6.6.1",
  cmd: 0x02,
  privilege: Privilege.User,
  request: struct({ mode: u8, attributes: u8, reserved: reserved(1) }),
  response: struct({
    current: u16,
    minimum: u16,
    maximum: u16,
    average: u16,
    timestamp: u32,
    /** Mode 01h: milliseconds. Mode 02h: the period's code from the request. */
    period: u32,
    state: bitfield({ measuring: bit(6) }),
  }),
  handle({ bmc: { dcmi, sel } }, { mode, attributes }) {
    const { seconds, period } = periodOf(mode, attributes, dcmi.powerLimit.settings.samplingSeconds);
    const statistics = dcmi.meter.statistics(seconds);
    return { ...statistics, timestamp: sel.timestamp(), period, state: { measuring: true } };
  },
});

function periodOf(mode: number, attributes: number, samplingSeconds: number) {
  if (mode === Mode.Statistics) return { seconds: samplingSeconds, period: samplingSeconds * 1000 };
  const seconds = mode === Mode.Enhanced ? ROLLING_AVERAGES.get(attributes) : undefined;
  if (seconds !== undefined) return { seconds, period: attributes };
  throw new IpmiError(
    CompletionCode.InvalidDataField,
    `mode is ${mode} with period ${hexNumber(attributes)}; expected 1, or 2 with a listed period`,
  );
}

/** Tables 6-17 and 6-18 without their leading reserved bytes. */
const limitFields = { action: u8, watts: u16, correctionMs: u32, reserved2: reserved(2), samplingSeconds: u16 };
const limitResponse = struct({ reserved: reserved(2), ...limitFields });

/** 80h: the limit in the answer is not active. ipmitool and FreeIPMI read the answer anyway. */
const NOT_ACTIVE = 0x80;

/** DCMI §6.6.2 Get Power Limit. */
export const getPowerLimit = defineDcmiCommand({
  name: "Get Power Limit",
  spec: "6.6.2",
  cmd: 0x03,
  privilege: Privilege.User,
  request: struct({ reserved: reserved(2) }),
  response: limitResponse,
  handle({ bmc: { dcmi } }) {
    const { active, settings }: PowerLimit = dcmi.powerLimit;
    if (active) return settings;
    throw new IpmiError(NOT_ACTIVE, "the power limit is not active", encode(inGroup(limitResponse), settings));
  },
});

/** DCMI §6.6.3 Set Power Limit. */
export const setPowerLimit = defineDcmiCommand({
  name: "Set Power Limit",
  spec: "6.6.3",
  cmd: 0x04,
  privilege: Privilege.Operator,
  request: struct({ reserved: reserved(3), ...limitFields }),
  response: empty,
  handle({ bmc: { dcmi } }, { action: code, watts, correctionMs, samplingSeconds }) {
    const action = Object.values(ExceptionAction).find((each) => each === code);
    if (action === undefined)
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `exception action is ${hexNumber(code)}; expected one of ${Object.values(ExceptionAction)
          .map((each) => hexNumber(each))
          .join(", ")}`,
      );
    dcmi.powerLimit.set({ action, watts, correctionMs, samplingSeconds });
    return {};
  },
});

const Activation = { Deactivate: 0, Activate: 1 } as const;

/**
 * DCMI §6.6.4 Activate/Deactivate Power Limit. Also activates a limit that was never set: in-band, ipmitool 1.8.19
 * cannot read the 80h answer for an inactive limit, and it does not set a limit without reading it first.
 */
export const activatePowerLimit = defineDcmiCommand({
  name: "Activate/Deactivate Power Limit",
  spec: "6.6.4",
  cmd: 0x05,
  privilege: Privilege.Operator,
  request: struct({ activation: u8, reserved: reserved(2) }),
  response: empty,
  handle({ bmc: { dcmi } }, { activation }) {
    if (activation === Activation.Activate) dcmi.powerLimit.activate();
    else if (activation === Activation.Deactivate) dcmi.powerLimit.deactivate();
    else throw new IpmiError(CompletionCode.InvalidDataField, `the activation is ${activation}; expected 0 or 1`);
    return {};
  },
});
