/** BMC watchdog timer commands, IPMI chapter 27. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

/** A machine with QEMU at it, its clock, and the timer set. Bytes of Set Watchdog Timer. */
function watched(set: string) {
  const clock = new ManualClock();
  const to = machine({}, clock);
  const qemu = new FakeQemu(to, "3f");
  expect(ask(to, `06 24 ${set}`)).toBe("00");
  return { clock, to, qemu };
}

/** Event data of the last SEL record, and the sensor it is from; undefined when the SEL is empty. */
function lastEvent(to: ReturnType<typeof machine>): string | undefined {
  const answer = ask(to, "0a 43 00 00 ff ff 00 ff");
  return answer === "cb" ? undefined : answer.split(" ").slice(13).join(" ");
}

/** 10 s, hard reset, SMS/OS. */
const TEN_SECONDS = "04 01 00 00 64 00";

describe("§27.5 Reset Watchdog Timer", () => {
  conforms([
    ["80h: it was never set", "06 22", "80"],
    ["one byte long", "06 22 00", "c7"],
  ]);

  it("starts the countdown, and starts it again", () => {
    const { clock, to } = watched(TEN_SECONDS);
    expect(ask(to, "06 25")).toBe("00 04 01 00 00 64 00 64 00");
    expect(ask(to, "06 22")).toBe("00");
    clock.advance(9900);
    expect(ask(to, "06 25")).toBe("00 44 01 00 00 64 00 01 00");
    ask(to, "06 22");
    expect(ask(to, "06 25")).toBe("00 44 01 00 00 64 00 64 00");
  });

  it("does not start it again once the pre-timeout interrupt has come", () => {
    const { clock, to, qemu } = watched("04 21 05 00 64 00");
    ask(to, "06 22");
    clock.advance(5000);
    ask(to, "06 22");
    clock.advance(5000);
    expect(qemu.received()).toEqual(["control 07 []", "control 04 []"]);
  });

  it("80h again after the system was hard reset", () => {
    const { to, qemu } = watched(TEN_SECONDS);
    qemu.request(1, "00 02 03");
    expect(ask(to, "06 22")).toBe("80");
  });
});

describe("§27.6 Set Watchdog Timer", () => {
  conforms([
    ["everything that there is", "06 24 c5 33 ff 3e ff ff", "00"],
    ["a timer use that is reserved", "06 24 00 01 00 00 64 00", "cc"],
    ["another one", "06 24 06 01 00 00 64 00", "cc"],
    ["a timeout action that is reserved", "06 24 04 04 00 00 64 00", "cc"],
    ["an SMI, which the VM protocol cannot send", "06 24 04 11 00 00 64 00", "cc"],
    ["a pre-timeout interrupt that is reserved", "06 24 04 41 00 00 64 00", "cc"],
    ["one byte short", "06 24 04 01 00 00 64", "c7"],
    ["one byte long", "06 24 04 01 00 00 64 00 00", "c7"],
  ]);

  it("stops a timer that runs", () => {
    const { clock, to, qemu } = watched(TEN_SECONDS);
    ask(to, "06 22");
    ask(to, `06 24 ${TEN_SECONDS}`);
    clock.advance(100_000);
    expect(qemu.received()).toEqual([]);
  });

  it("with don't-stop lets it run on, from the new value", () => {
    const { clock, to, qemu } = watched(TEN_SECONDS);
    ask(to, "06 22");
    clock.advance(9000);
    ask(to, "06 24 44 01 00 00 32 00");
    clock.advance(4999);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual(["control 04 []"]);
  });

  it("with don't-stop leaves a timer alone that stands", () => {
    const { clock, to, qemu } = watched("44 01 00 00 64 00");
    clock.advance(100_000);
    expect(qemu.received()).toEqual([]);
    expect(ask(to, "06 25")).toBe("00 04 01 00 00 64 00 64 00");
  });

  it("clears the expiration flags it names, and no others", () => {
    const { clock, to } = watched("04 00 00 00 01 00");
    for (const use of ["04", "03"]) {
      ask(to, `06 24 ${use} 00 00 00 01 00`);
      ask(to, "06 22");
      clock.advance(100);
    }
    expect(ask(to, "06 25")).toBe("00 03 00 00 18 01 00 00 00");
    ask(to, "06 24 03 00 00 10 01 00");
    expect(ask(to, "06 25")).toBe("00 03 00 00 08 01 00 01 00");
  });
});

describe("§27.7 Get Watchdog Timer", () => {
  conforms([
    ["never set", "06 25", "00 01 00 00 00 00 00 00 00"],
    ["one byte long", "06 25 00", "c7"],
  ]);
  conforms([["what was set", "06 25", "00 85 33 07 00 34 12 34 12"]], {}, (to) => ask(to, "06 24 c5 33 07 00 34 12"));
});

/** Title, timer actions, command to QEMU, offset in the event. */
const ACTIONS = [
  ["no action", "00", [], "c0"],
  ["hard reset", "01", ["control 04 []"], "c1"],
  ["power down", "02", ["control 03 []"], "c2"],
  ["power cycle, as a reset", "03", ["control 04 []"], "c3"],
] as const;

describe("§27.1 an expiry", () => {
  it.each(ACTIONS)("%s", (_title, action, commands, offset) => {
    const { clock, to, qemu } = watched(`04 ${action} 00 00 64 00`);
    ask(to, "06 22");
    clock.advance(9999);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual(commands);
    expect(lastEvent(to)).toBe(`23 03 6f ${offset} 04 ff`);
    expect(ask(to, "06 25").slice(0, 17)).toBe(`00 04 ${action} 00 10 64`);
  });

  it("comes at once when the countdown is zero", () => {
    const { to, qemu } = watched("04 01 00 00 00 00");
    ask(to, "06 22");
    expect(qemu.received()).toEqual(["control 04 []"]);
  });

  it("is not logged when don't-log is set, which holds for one expiry", () => {
    const { clock, to } = watched("84 00 00 00 01 00");
    ask(to, "06 22");
    clock.advance(100);
    expect(lastEvent(to)).toBeUndefined();
    ask(to, "06 22");
    clock.advance(100);
    expect(lastEvent(to)).toBe("23 03 6f c0 04 ff");
  });

  it("harms nothing when no machine is connected", () => {
    const clock = new ManualClock();
    const to = machine({}, clock);
    ask(to, `06 24 ${TEN_SECONDS}`);
    ask(to, "06 22");
    clock.advance(10_000);
    expect(lastEvent(to)).toBe("23 03 6f c1 04 ff");
  });

  it("is the restart cause", () => {
    const { clock, to } = watched(TEN_SECONDS);
    ask(to, "06 22");
    clock.advance(10_000);
    expect(ask(to, "00 07").slice(0, 5)).toBe("00 04");
  });
});

describe("§27.4 the pre-timeout interrupt", () => {
  it("NMI: comes the interval before the end, and is logged as offset 8", () => {
    const { clock, to, qemu } = watched("04 21 03 00 64 00");
    ask(to, "06 22");
    clock.advance(6999);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual(["control 07 []"]);
    expect(lastEvent(to)).toBe("23 03 6f c8 24 ff");
    clock.advance(3000);
    expect(qemu.received()).toEqual(["control 04 []"]);
  });

  it("messaging: raises its flag and attention, with the interrupt where it is enabled", () => {
    const { clock, to, qemu } = watched("04 30 03 00 64 00");
    ask(to, "06 2e 09");
    qemu.received();
    ask(to, "06 22");
    clock.advance(7000);
    expect(qemu.received()).toEqual(["control 02 []"]);
    expect(ask(to, "06 31")).toBe("00 08");
    ask(to, "06 30 08");
    expect(qemu.received()).toEqual(["control 00 []"]);
  });

  it("messaging: Set Watchdog Timer clears the flag", () => {
    const { clock, to } = watched("04 30 03 00 64 00");
    ask(to, "06 22");
    clock.advance(7000);
    ask(to, `06 24 ${TEN_SECONDS}`);
    expect(ask(to, "06 31")).toBe("00 00");
  });

  it("with an interval of zero comes with the end", () => {
    const { clock, to, qemu } = watched("04 21 00 00 64 00");
    ask(to, "06 22");
    clock.advance(9999);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual(["control 07 []", "control 04 []"]);
  });

  it("with an interval longer than the countdown comes at once", () => {
    const { clock, to, qemu } = watched("04 20 ff 00 64 00");
    ask(to, "06 22");
    clock.advance(0);
    expect(qemu.received()).toEqual(["control 07 []"]);
  });
});

describe("§20.2 Cold Reset", () => {
  it("stops the timer and forgets it", () => {
    const { clock, to, qemu } = watched(TEN_SECONDS);
    ask(to, "06 22");
    ask(to, "06 02");
    clock.advance(100_000);
    expect(qemu.received()).toEqual([]);
    expect(ask(to, "06 22")).toBe("80");
  });
});

describe("table 42-3, sensor type 23h: the timer's sensor, number 03h", () => {
  it("shows what happened last", () => {
    const { clock, to } = watched("04 21 03 00 64 00");
    ask(to, "06 22");
    clock.advance(7000);
    expect(ask(to, "04 2d 03")).toBe("00 00 c0 00 81");
    clock.advance(3000);
    expect(ask(to, "04 2d 03")).toBe("00 00 c0 02 80");
  });

  it("sends nothing while its event messages are disabled", () => {
    const { clock, to } = watched(TEN_SECONDS);
    ask(to, "04 28 03 40");
    ask(to, "06 22");
    clock.advance(10_000);
    expect(lastEvent(to)).toBeUndefined();
  });
});

describe("the watchdog's sensor", () => {
  it("is the configuration's own sensor of its type, with any number", () => {
    const sensors = [
      { number: 0x03, name: "Inlet", type: "temperature", units: "C" },
      { number: 0x10, name: "Dog", type: "watchdog2", lun: 1, states: [0, 1, 2, 3, 8] },
    ];
    const clock = new ManualClock();
    const to = machine({ sensors }, clock);
    expect(to.bmc.sensors.all.map(({ definition: { name } }) => name)).toEqual(["Inlet", "Dog"]);
    ask(to, "06 24 04 00 00 00 01 00");
    ask(to, "06 22");
    clock.advance(100);
    expect(lastEvent(to)).toBe("23 10 6f c0 04 ff");
  });
});
