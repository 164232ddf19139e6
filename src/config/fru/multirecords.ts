/** The multirecord area of a FRU device: FRU Information Storage Definition, §16 and §18. */
import { z } from "zod";
import { MANAGEMENT_ACCESS } from "../../bmc/records/fru/management-records.ts";
import { FIRST_OEM_TYPE } from "../../bmc/records/fru/multirecord-kinds.ts";
import { COMBINED_VOLTAGES } from "../../bmc/records/fru/power-supply.ts";
import { flag, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";
import { hexText } from "./areas.ts";

const U16 = 0xffff;

function number(min: number, max: number) {
  const allowed = `a number from ${min} to ${max}`;
  return z.number(allowed).min(min, allowed).max(max, allowed);
}

/** Volts, in the range of two bytes in steps of 10 mV. */
const volts = () => number(-327.68, 327.67);

const powerSupply = lazily(() =>
  group({
    capacityWatts: integer(0, 0xfff)
      .describe("Output power, 0 to 4095 W.")
      .meta({ examples: [800] }),
    peakVa: integer(0, U16 - 1)
      .optional()
      .describe("Peak VA drawn. Defaults to unspecified.")
      .meta({ examples: [900] }),
    inrushAmps: integer(0, 0xfe)
      .optional()
      .describe("Inrush current in A. Defaults to unspecified.")
      .meta({ examples: [30] }),
    inrushMs: integer(0, 0xff).default(0).describe("Duration of the inrush, 0 to 255 ms."),
    inputRanges: listOf(group({ lowVolts: volts(), highVolts: volts() }))
      .min(1, "one range or two")
      .max(2, "one range or two")
      .default([{ lowVolts: 90, highVolts: 264 }])
      .describe("Input voltages: one range or two."),
    inputHertz: group({ low: integer(0, 0xff), high: integer(0, 0xff) })
      .default({ low: 47, high: 63 })
      .describe("Input frequency; zeros mean direct current."),
    dropoutMs: integer(0, 0xff).default(0).describe("Time that the output lasts without input, 0 to 255 ms."),
    features: group({
      predictiveFail: flag().default(false).describe("Whether it has a predictive fail pin."),
      powerFactorCorrection: flag().default(false).describe("Whether it corrects the power factor."),
      autoswitch: flag().default(false).describe("Whether it switches between the input ranges by itself."),
      hotSwap: flag().default(false).describe("Whether it can be replaced while the system runs."),
      twoPulsesOrActiveLow: flag()
        .default(false)
        .describe("Two tachometer pulses per rotation; for a pass/fail pin, low means failure."),
    })
      .prefault({})
      .describe("Features of the power supply."),
    peak: group({ watts: integer(0, 0xffe), holdUpSeconds: integer(0, 0xf) })
      .optional()
      .describe("Peak wattage, 0 to 4094 W, and its duration in seconds, 0 to 15. Defaults to unspecified.")
      .meta({ examples: [{ watts: 1000, holdUpSeconds: 5 }] }),
    combined: group({ first: oneOf(COMBINED_VOLTAGES), second: oneOf(COMBINED_VOLTAGES), watts: integer(1, U16) })
      .optional()
      .describe(
        `Maximum watts of two outputs together, each one of ${COMBINED_VOLTAGES.join(", ")}. Defaults to no limit.`,
      )
      .meta({ examples: [{ first: "5 V", second: "3.3 V", watts: 120 }] }),
    tachometerThreshold: integer(0, 0xff)
      .default(0)
      .describe("Rotations per second below which failure is predicted, 0 to 255; 0 for a pass/fail pin."),
  }),
);

/** DC output or load. `mostAmps` is the maximum that the record can hold. */
function direct<T extends z.ZodRawShape>(output: T, mostAmps: number) {
  return group({
    output: group({ number: integer(0, 0xf).describe("Output number, 0 to 15; 0 is unknown."), ...output }),
    nominalVolts: volts()
      .describe("Nominal voltage.")
      .meta({ examples: [12] }),
    lowestVolts: volts()
      .describe("Lowest voltage.")
      .meta({ examples: [11.4] }),
    highestVolts: volts()
      .describe("Highest voltage.")
      .meta({ examples: [12.6] }),
    rippleMillivolts: integer(0, U16).default(0).describe("Ripple and noise, peak to peak, 0 to 65535 mV."),
    minimumAmps: number(0, mostAmps).default(0).describe(`Minimum current, 0 to ${mostAmps} A.`),
    maximumAmps: number(0, mostAmps)
      .describe(`Maximum current, 0 to ${mostAmps} A.`)
      .meta({ examples: [50] }),
  });
}

const standby = () => ({
  standby: flag().default(false).describe("Whether the output stays on while the supply is switched off."),
});
const AMPS = 65.535;
const EXTENDED_AMPS = 6553.5;

const compatibility = lazily(() =>
  group({
    manufacturerId: integer(0, 0xfffff)
      .describe("IANA number of the manufacturer that defines the compatibility codes.")
      .meta({ examples: [343] }),
    entityId: integer(0, 0xff)
      .describe("Entity ID, §43.14: 0x0a is a power supply.")
      .meta({ examples: [10] }),
    base: integer(0, 0xff)
      .describe("Compatibility base, 0 to 0xff.")
      .meta({ examples: [1] }),
    codes: listOf(integer(1, U16))
      .min(1, "a code or more")
      .refine((codes) => codes.some((code) => code < 0x7f), "a first code from 1 to 126")
      .describe("Compatible codes; the first is 1 to 126.")
      .meta({ examples: [[10, 11, 12]] }),
  }),
);

const record = lazily(() =>
  group({
    powerSupply: powerSupply.optional().describe("Ratings of a power supply."),
    dcOutput: direct(standby(), AMPS).optional().describe("An output of a power supply."),
    dcLoad: direct({}, AMPS).optional().describe("Load of a board on an output."),
    managementAccess: group({
      kind: oneOf(MANAGEMENT_ACCESS)
        .describe(`One of ${MANAGEMENT_ACCESS.join(", ")}.`)
        .meta({ examples: ["systemUrl"] }),
      text: text("text")
        .describe("Up to 254 characters.")
        .meta({ examples: ["http://192.0.2.1"] }),
    })
      .optional()
      .describe("Address or name for the management of the system or component."),
    baseCompatibility: compatibility.optional().describe("Compatibility with other parts."),
    extendedCompatibility: compatibility.optional().describe("Like baseCompatibility, by another manufacturer."),
    extendedDcOutput: direct(standby(), EXTENDED_AMPS).optional().describe("Like dcOutput, for more than 65 A."),
    extendedDcLoad: direct({}, EXTENDED_AMPS).optional().describe("Like dcLoad, for more than 65 A."),
    oem: group({
      type: integer(FIRST_OEM_TYPE, 0xff)
        .describe("Record type, 0xc0 to 0xff.")
        .meta({ examples: [0xc0] }),
      manufacturerId: integer(0, 0xffffff)
        .describe("IANA number.")
        .meta({ examples: [343] }),
      data: hexText(0, 252)
        .describe("Bytes after the manufacturer.")
        .meta({ examples: ["01 02"] }),
    })
      .optional()
      .describe("A manufacturer's own record."),
    bytes: group({
      type: integer(0, 0xff)
        .describe("Record type, 0 to 0xff.")
        .meta({ examples: [0x0b] }),
      version: integer(0, 0xf).default(2).describe("Format version, 0 to 15."),
      data: hexText(0, 255)
        .describe("The record's data.")
        .meta({ examples: ["01 02"] }),
    })
      .optional()
      .describe("Any other record."),
  }).refine((kinds) => Object.values(kinds).filter((kind) => kind !== undefined).length === 1, "one kind of record"),
);

export const multirecords = () =>
  listOf(record).optional().describe("Records of the multirecord area. Each record has one kind and its fields.");
