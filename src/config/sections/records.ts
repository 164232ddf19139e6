/** Records besides those of sensors: of entities in others, of devices, and what the controller's own says of it (chapter 43). */
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
          .describe("The entity that is made up of others: text such as power unit 1.")
          .meta({ examples: ["power unit 1"] }),
        contains: listOf(entityRange)
          .min(1, "at least one entity")
          .describe("Those that it is made up of: text such as power supply 1, or processor 1-4 for several.")
          .meta({ examples: [["power supply 1-2"]] }),
        presenceAlwaysAccessible: flag()
          .default(false)
          .describe("Whether a sensor of the container's presence can always be read."),
      }).transform(({ container: { id, instance }, ...rest }) => ({ container: { id, instance }, ...rest })),
    ),
  );

const even = (min: number, max: number) =>
  integer(min, max).refine(
    (value) => value % 2 === 0,
    `an even number from 0x${min.toString(16)} to 0x${max.toString(16)}`,
  );

/** §43.7. */
export const deviceLocators = () =>
  listOf(
    lazily(() =>
      group({
        name: name().meta({ examples: ["Inlet LM75"] }),
        address: even(0x02, 0xfe)
          .describe("Slave address, even.")
          .meta({ examples: [0x90] }),
        addresses: integer(1, 8).default(1).describe("How many addresses it has, 1 to 8, from that one on."),
        controller: even(0, 0xfe)
          .optional()
          .describe("Slave address of the controller that leads to it; 0: it is on the IPMB. Left out: this one.")
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
          .describe("What it belongs to: text such as processor 1, or a mapping."),
        oem: integer(0, 0xff).default(0).describe("A byte of the manufacturer's own."),
      }),
    ),
  );

/** §43.9. */
export const locator = () =>
  group({
    name: name()
      .optional()
      .describe("Left out: the machine's or satellite's, as far as 16 characters go.")
      .meta({ examples: ["BMC"] }),
    entity: entity
      .prefault("systemBoard 1")
      .describe("What the controller is on: text such as system board 1, or a mapping."),
    notify: listOf(oneOf(["systemPower", "devicePower"]))
      .default([])
      .describe("Of which changes of ACPI power state the controller must be told: systemPower, devicePower."),
    alwaysPresent: flag().default(false).describe("Whether it is always there; not for the BMC."),
  });
