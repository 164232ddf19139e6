/**
 * Records that do not describe sensors: entity associations, device locators, the controller's own locator (chapter
 * 43).
 */
import { hexNumber } from "../../text/hex.ts";
import { entity, entityRange } from "../values/entities.ts";
import { flag, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";

const name = () =>
  text("a name of 1 to 16 characters")
    .regex(/^[ -~]{1,16}$/, "a name of 1 to 16 characters")
    .describe("1 to 16 characters.");

/** §43.4, §43.5. */
export const entityAssociations = () =>
  listOf(
    lazily(() =>
      group({
        container: entity
          .describe("Entity that contains the others, as text: power unit 1.")
          .meta({ examples: ["power unit 1"] }),
        contains: listOf(entityRange)
          .min(1, "at least one entity")
          .describe("Entities it contains, as text: power supply 1, or processor 1-4 for several.")
          .meta({ examples: [["power supply 1-2"]] }),
        presenceAlwaysAccessible: flag()
          .default(false)
          .describe("Whether the container's presence sensor can always be read."),
      }).transform(({ container: { id, instance }, ...rest }) => ({ container: { id, instance }, ...rest })),
    ),
  );

const even = (min: number, max: number) =>
  integer(min, max).refine((value) => value % 2 === 0, `an even number from ${hexNumber(min)} to ${hexNumber(max)}`);

/** §43.7. */
export const deviceLocators = () =>
  listOf(
    lazily(() =>
      group({
        name: name().meta({ examples: ["Inlet LM75"] }),
        address: even(0x02, 0xfe)
          .describe("Slave address, even: 0x02 to 0xfe.")
          .meta({ examples: [0x90] }),
        addresses: integer(1, 8).default(1).describe("Number of consecutive addresses, 1 to 8."),
        controller: even(0, 0xfe)
          .optional()
          .describe(
            "Slave address of the controller that leads to the device; 0: the device is on the IPMB. " +
              "Default: this controller.",
          )
          .meta({ examples: [0x20] }),
        lun: integer(0, 3).default(0).describe("LUN of that controller, 0 to 3."),
        bus: integer(0, 7).default(0).describe("Private bus, 0 to 7."),
        channel: integer(0, 15).default(0).describe("Channel, 0 to 15."),
        type: integer(0, 0xff)
          .describe("Device type, §43.12, 0 to 0xff.")
          .meta({ examples: [0x03] }),
        modifier: integer(0, 0xff).default(0).describe("Device type modifier, 0 to 0xff."),
        entity: entity
          .prefault("systemBoard 1")
          .describe("Entity that the device belongs to, as text such as processor 1, or as a mapping."),
        oem: integer(0, 0xff).default(0).describe("OEM byte, 0 to 0xff."),
      }),
    ),
  );

/** §43.9. */
export const locator = () =>
  group({
    name: name()
      .optional()
      .describe("1 to 16 characters. Default: the start of the machine's or satellite's name.")
      .meta({ examples: ["BMC"] }),
    entity: entity
      .prefault("systemBoard 1")
      .describe("Entity that the controller is on, as text such as system board 1, or as a mapping."),
    notify: listOf(oneOf(["systemPower", "devicePower"]))
      .default([])
      .describe("ACPI power state changes that the controller must be notified of: systemPower, devicePower."),
    alwaysPresent: flag().default(false).describe("Whether the controller is always present. Not for the BMC."),
  });
