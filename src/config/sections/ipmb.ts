/** The `ipmb`, `satellites` and `privateBuses` sections: devices on the machine's buses besides the BMC. */

import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import { hexNumber } from "../../text/hex.ts";
import { bytes, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";

/** An even address from `min` to `max`. Slave addresses are written with the read/write bit as 0. */
function slaveAddress(min: number, max: number) {
  const allowed = `an even number from ${hexNumber(min)} to ${hexNumber(max)}`;
  return integer(min, max).refine((address) => address % 2 === 0, allowed);
}

/** The settings that a satellite has in addition to those of any controller. */
export const satelliteShape = () => ({
  address: slaveAddress(0x10, 0xee)
    .refine((address) => address !== BMC_ADDRESS, "another address than the BMC's, 0x20")
    .describe("Slave address on the IPMB, even: 0x10 to 0xee.")
    .meta({ examples: [0x82] }),
  name: text("a name")
    .min(1, "a name")
    .describe("Name in logs. The GUID is derived from it.")
    .meta({ examples: ["blade"] }),
});

export const ipmb = () =>
  group({
    absent: oneOf(["noAcknowledge", "unavailable"])
      .default("noAcknowledge")
      .describe(
        "Send Message to an address without a controller: noAcknowledge answers 83h, which Linux repeats for 6 s; " +
          "unavailable answers D3h, after which it gives up at once.",
      ),
  });

export const privateBuses = () =>
  group({
    eeproms: listOf(
      lazily(() =>
        group({
          bus: integer(0, 7)
            .describe("Private bus, 0 to 7.")
            .meta({ examples: [1] }),
          address: slaveAddress(0x02, 0xfe)
            .describe("Slave address, even: 0x02 to 0xfe.")
            .meta({ examples: [0xa0] }),
          data: bytes(1, 65_536)
            .describe("Contents, 1 to 65536 bytes. Above 256 bytes, the word address has two bytes.")
            .meta({ examples: ["92 10 0b 01"] }),
        }),
      ),
    )
      .default([])
      .describe("EEPROMs, such as FRU and SPD devices."),
  });
