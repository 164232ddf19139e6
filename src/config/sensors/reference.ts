/** Settings that refer to another sensor. */
import { z } from "zod";
import { integer } from "../values/values.ts";

/** Reference to a sensor of the same controller or, with `controller`, of another controller of the machine. */
export const referenceShape = () => ({
  sensor: z
    .union([z.string(), integer(0, 0xfe)], "a sensor's name or number")
    .describe("Name or number of the other sensor."),
  lun: integer(0, 3).default(0).describe("LUN of the other sensor, 0 to 3."),
  controller: integer(0x10, 0xee)
    .optional()
    .describe("Slave address of its controller. Defaults to the same controller."),
});
