import type { SensorEvent } from "../../../src/bmc/event-generator.ts";
import { Sensor } from "../../../src/bmc/sensors/sensor.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { toHex } from "../bytes/hex.ts";

/** Sensor 30h of a BMC with these settings of the configuration file, and access to the events it sent. */
export function sensor(settings: Readonly<Record<string, unknown>>) {
  const { sensors } = configSchema.parse({
    sensors: [{ number: 0x30, name: "Test", type: "otherUnits", ...settings }],
  });
  const [options] = sensors;
  if (!options) throw new Error("no sensor");
  let sent: SensorEvent[] = [];
  const made = new Sensor(options, 0x20, { raise: (event) => sent.push(event), changed() {} });
  /** Events since the last call: "+" or "-" for assertion or deassertion, and the event data. */
  const events = (): readonly string[] => {
    const taken = sent;
    sent = [];
    return taken.map(({ event, data }) => `${event.deassertion ? "-" : "+"} ${toHex(data)}`);
  };
  return { sensor: made, events };
}
