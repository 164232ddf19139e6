/** The `dcmi` section (DCMI 1.5, chapter 6). */
import { group, integer, text } from "../values/values.ts";

const TAG = "text of up to 63 characters of Latin 1";
const LATIN_1 = /^[\x20-\x7e\xa0-\xff]{0,63}$/;

const power = () =>
  group({
    watts: integer(0, 0x7fff).default(180).describe("Mean consumption of the running machine, 0 to 32767 W."),
    swingWatts: integer(0, 0x7fff).default(20).describe("Deviation up and down from the mean, 0 to 32767 W."),
    swingPeriodSeconds: integer(1, 86_400).default(60).describe("Period of one full swing, 1 to 86400 s."),
    standbyWatts: integer(0, 0x7fff).default(12).describe("Consumption of the machine when it is off, 0 to 32767 W."),
    maximumWatts: integer(1, 0xffff).default(750).describe("Highest power limit that can be set, 1 to 65535 W."),
    samplingPeriodSeconds: integer(1, 3600)
      .default(60)
      .describe("Period of the power statistics until Set Power Limit changes it, 1 to 3600 s."),
  });

export const dcmi = () =>
  group({
    power: power().prefault({}).describe("Power readings and limit, DCMI §6.6."),
    assetTag: text(TAG).regex(LATIN_1, TAG).default("").describe("Asset tag, up to 63 characters."),
    controllerId: text(TAG)
      .regex(LATIN_1, TAG)
      .optional()
      .describe(
        "Management controller identifier string, up to 63 characters. Default: DCMI followed by the MAC address.",
      )
      .meta({ examples: ["node17"] }),
  });
