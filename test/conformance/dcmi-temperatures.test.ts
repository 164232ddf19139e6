/** DCMI 1.5, §6.7: temperature readings and thermal limits. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { toHex } from "../support/bytes/hex.ts";
import { conforms } from "../support/machine/conformance.ts";
import { DCMI_SENSORS, TEN_INLETS } from "../support/machine/dcmi-sensors.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

describe("DCMI §6.7.3 Get Temperature Readings", () => {
  conforms(
    [
      ["inlets: 25 and -10 degrees", "2c 10 dc 01 37 00 01", "00 dc 02 02 19 01 8a 02"],
      ["inlets by DCMI 1.0's number, first counted as 0", "2c 10 dc 01 40 00 00", "00 dc 02 02 19 01 8a 02"],
      ["processors", "2c 10 dc 01 41 00 01", "00 dc 01 01 3c 01"],
      ["boards, from Fahrenheit", "2c 10 dc 01 42 00 01", "00 dc 01 01 1e 01"],
      ["one instance", "2c 10 dc 01 37 02 00", "00 dc 02 01 8a 02"],
      ["from the second on", "2c 10 dc 01 37 00 02", "00 dc 02 01 8a 02"],
      ["CBh: no such instance", "2c 10 dc 01 37 04 00", "cb"],
      ["CCh: sensor type voltage", "2c 10 dc 02 37 00 01", "cc"],
      ["CCh: another entity", "2c 10 dc 01 08 00 01", "cc"],
      ["one byte short", "2c 10 dc 01 37 00", "c7"],
      ["one byte long", "2c 10 dc 01 37 00 01 00", "c7"],
    ],
    DCMI_SENSORS,
  );
  it("gives eight readings in an answer", () => {
    const bmc = machine(TEN_INLETS);
    expect(ask(bmc, "2c 10 dc 01 37 00 01")).toBe("00 dc 0a 08 01 01 02 02 03 03 04 04 05 05 06 06 07 07 08 08");
    expect(ask(bmc, "2c 10 dc 01 37 00 09")).toBe("00 dc 0a 02 09 09 0a 0a");
  });
  it("leaves out a sensor without a reading", () => {
    const [first, second] = DCMI_SENSORS.sensors;
    const bmc = machine({ sensors: [first, { ...second, available: false }] });
    expect(ask(bmc, "2c 10 dc 01 37 00 01")).toBe("00 dc 01 01 8a 02");
  });
});

describe("DCMI §6.7.1 Get Thermal Limit", () => {
  conforms(
    [
      ["none at first", "2c 0c dc 40 01", "00 dc 00 00 00 00"],
      ["CBh, no such inlet", "2c 0c dc 37 03", "cb"],
      ["CCh, not an inlet", "2c 0c dc 03 01", "cc"],
      ["one byte short", "2c 0c dc 37", "c7"],
      ["one byte long", "2c 0c dc 37 01 00", "c7"],
    ],
    DCMI_SENSORS,
  );
});

describe("DCMI §6.7.2 Set Thermal Limit", () => {
  conforms(
    [
      ["power off above 40 degrees for 5 s", "2c 0b dc 37 01 40 28 05 00", "00 dc"],
      ["CBh, no such inlet", "2c 0b dc 37 03 40 28 05 00", "cb"],
      ["CCh, not an inlet", "2c 0b dc 41 01 40 28 05 00", "cc"],
      ["CCh, another entity", "2c 0b dc 08 01 40 28 05 00", "cc"],
      ["one byte short", "2c 0b dc 37 01 40 28 05", "c7"],
      ["one byte long", "2c 0b dc 37 01 40 28 05 00 00", "c7"],
    ],
    DCMI_SENSORS,
  );
  it("keeps the limit of each instance, without reserved bits", () => {
    const bmc = machine(DCMI_SENSORS);
    ask(bmc, "2c 0b dc 40 02 ff 28 2c 01");
    ask(bmc, "06 02");
    expect(ask(bmc, "2c 0c dc 37 02")).toBe("00 dc 60 28 2c 01");
    expect(ask(bmc, "2c 0c dc 37 01")).toBe("00 dc 00 00 00 00");
  });
});

describe("DCMI §6.7.2: a limit that is exceeded", () => {
  /** A machine with QEMU at it, its clock, and a limit of the first inlet. */
  function limited(limit: string) {
    const clock = new ManualClock();
    const bmc = machine(DCMI_SENSORS, clock);
    const qemu = new FakeQemu(bmc, "3f");
    expect(ask(bmc, `2c 0b dc 37 01 ${limit}`)).toBe("00 dc");
    const setTemperature = (reading: number) => bmc.bmc.sensors.find(0x11, 0).setReading(reading);
    const events = () => {
      const count = Number.parseInt(ask(bmc, "0a 40").split(" ")[2] ?? "", 16);
      return [...Array(count).keys()].map((i) =>
        ask(bmc, `0a 43 00 00 ${toHex(Uint8Array.of(i + 1, 0))} 00 ff`)
          .split(" ")
          .slice(13)
          .join(" "),
      );
    };
    return { clock, bmc, qemu, setTemperature, events };
  }
  /** Sensor type, number, event type, data. */
  const LIMIT = "01 d2 05 01 ff ff";
  const OFF = "12 d1 0a 02 ff ff";

  it("switches power off, with two events, after the exception time", () => {
    const { clock, bmc, qemu, setTemperature, events } = limited("40 28 05 00");
    setTemperature(41);
    clock.advance(5000);
    expect(qemu.received()).toEqual([]);
    clock.advance(1000);
    expect(qemu.received()).toEqual(["control 03 []"]);
    expect(events()).toEqual([LIMIT, OFF]);
    expect(bmc.bmc.chassis.powerOn).toBe(false);
  });
  it("raises only an event where that is configured, once for each excess", () => {
    const { clock, qemu, setTemperature, events } = limited("20 28 05 00");
    setTemperature(41);
    clock.advance(60_000);
    expect(events()).toEqual([LIMIT]);
    setTemperature(40);
    clock.advance(1000);
    setTemperature(41);
    clock.advance(60_000);
    expect(events()).toEqual([LIMIT, LIMIT]);
    expect(qemu.received()).toEqual([]);
  });
  it("restarts the exception time when the temperature falls in time", () => {
    const { clock, setTemperature, events } = limited("20 28 05 00");
    for (let i = 0; i < 5; i++) {
      setTemperature(41);
      clock.advance(4000);
      setTemperature(40);
      clock.advance(1000);
    }
    expect(events()).toEqual([]);
  });
  it("does nothing, and runs no timer, without an action", () => {
    const { clock, setTemperature, events } = limited("00 28 00 00");
    setTemperature(41);
    clock.advance(60_000);
    expect(events()).toEqual([]);
    expect(clock.nextAtMs).toBeUndefined();
  });
});
