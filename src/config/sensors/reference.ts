/** Another sensor, as one that goes by it names it. */
import { z } from "zod";
import { integer } from "../values/values.ts";

/** Which sensor: of the same controller, or with `controller` of another one of the machine. */
export const referenceShape = () => ({
  sensor: z
    .union([z.string(), integer(0, 0xfe)], "a sensor's name or number")
    .describe("The other sensor: its name or number."),
  lun: integer(0, 3).default(0).describe("Its LUN, 0 to 3."),
  controller: integer(0x10, 0xee)
    .optional()
    .describe("Slave address of its controller. Left out: the same controller."),
});
