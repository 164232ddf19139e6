/** When QEMU's boot order changes with the boot flags: before restarts, and back after them. */
import { setImmediate } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { FIRMWARE_RESETS_MS } from "../../src/bmc/chassis/reported-resets.ts";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { ManualClock } from "../../src/clock.ts";
import { useQmp } from "../../src/daemon/machine-qmp.ts";
import { starter } from "../../src/host/starter.ts";
import { Drives } from "../../src/media/drives.ts";
import type { Fetch } from "../../src/media/image-cache.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const PXE_ONCE = "00 08 05 80 04 00 00 00";
const PXE_ALWAYS = "00 08 05 c0 04 00 00 00";
const CD_ONCE = "00 08 05 80 14 00 00 00";
const NO_OVERRIDE = "00 08 05 80 00 00 00 00";
const KEEP_ON_RESET = "00 08 03 02";
const GET_FLAGS = "00 09 05 00 00";
const VALID_PXE = "00 01 05 80 04 00 00 00";
const INVALID_PXE = "00 01 05 00 04 00 00 00";
const [POWER_DOWN, POWER_UP, RESET] = ["00 02 00", "00 02 01", "00 02 03"];
const ITS_OWN = { net0: -1, disk0: -1 };
const PXE_FIRST = { net0: 0, disk0: -1 };

/** The objects and commands of a QEMU with a disk and a network device, as far as the boot order needs them. */
function qemu(machineProperties: Readonly<Record<string, unknown>> = {}) {
  const kinds: Readonly<Record<string, string>> = { net0: "mac", disk0: "drive" };
  const order: Record<string, number> = { ...ITS_OWN };
  const commands: string[] = [];
  const counts = { all: 0 };
  const named = (names: readonly string[], type = "string") => names.map((name) => ({ name, type }));
  const list = (path: string, device: string) => {
    if (path === "/machine/peripheral") return named(Object.keys(kinds), "child<device>");
    if (path === "/machine") return named(Object.keys(machineProperties));
    return device in kinds ? named(["bootindex", kinds[device] ?? ""]) : [];
  };
  const obey = async (command: string, given: object = {}): Promise<unknown> => {
    counts.all++;
    const { path = "", property = "", value } = given as { path?: string; property?: string; value?: number };
    const device = path.replace("/machine/peripheral/", "");
    if (command === "qom-list") return list(path, device);
    if (command === "qom-get") return property === "bootindex" ? order[device] : machineProperties[property];
    commands.push(command);
    if (command !== "qom-set" || value === undefined) return {};
    if (value >= 0 && Object.values(order).includes(value)) throw new Error("The bootindex has already been used");
    order[device] = value;
    return {};
  };
  return { order, commands, counts, connected: true, ask: obey };
}

/** A download that is over. */
function fetched(file: string): Fetch {
  return { image: Promise.resolve({ file, release() {} }), percent: () => undefined, cancel() {} };
}

function prepared(made = qemu(), startsPaused = false) {
  const clock = new ManualClock();
  const bmc = machine({}, clock);
  const link = new FakeQemu(bmc, "3f");
  const { boot } = useQmp(bmc, made, startsPaused);
  const reset = (reason = "guest-reset") => bmc.qemuTold({ name: "RESET", reason, guest: reason === "guest-reset" });
  const becomes = (order: object) => vi.waitFor(() => expect(made.order).toEqual(order));
  return { bmc, clock, link, boot, reset, becomes };
}

it("once: the device comes first at the reset, through the firmware's own resets, and no longer after them", async () => {
  const made = qemu();
  const { bmc, clock, link, reset, becomes } = prepared(made);
  ask(bmc, PXE_ONCE);
  expect(made.order).toEqual(ITS_OWN);
  expect(ask(bmc, RESET)).toBe("00");
  expect(link.received()).not.toContain("control 04 []");
  await bmc.host.settled();
  expect([made.order, link.received()]).toEqual([PXE_FIRST, expect.arrayContaining(["control 04 []"])]);
  reset();
  clock.advance(FIRMWARE_RESETS_MS - 1);
  reset();
  expect([made.order, ask(bmc, GET_FLAGS)]).toEqual([PXE_FIRST, VALID_PXE]);
  clock.advance(1);
  await becomes(ITS_OWN);
  // The guest of this boot can still read the flags; the next boot is not theirs.
  expect(ask(bmc, GET_FLAGS)).toBe(VALID_PXE);
  reset();
  expect(ask(bmc, GET_FLAGS)).toBe(INVALID_PXE);
});

it("once: the next reset by the BMC is not theirs either", async () => {
  const made = qemu();
  const { bmc, clock, reset, becomes } = prepared(made);
  ask(bmc, PXE_ONCE);
  ask(bmc, RESET);
  await bmc.host.settled();
  reset();
  clock.advance(FIRMWARE_RESETS_MS);
  await becomes(ITS_OWN);
  ask(bmc, RESET);
  await bmc.host.settled();
  expect([made.order, ask(bmc, GET_FLAGS)]).toEqual([ITS_OWN, INVALID_PXE]);
});

it("in a strict order all devices are listed, so that firmware goes on after the first; and none after that boot", async () => {
  const made = qemu({ boot: { order: "cad", strict: true } });
  const { bmc, clock, reset, becomes } = prepared(made);
  ask(bmc, PXE_ONCE);
  ask(bmc, RESET);
  await bmc.host.settled();
  expect(made.order).toEqual({ net0: 0, disk0: 1 });
  reset();
  clock.advance(FIRMWARE_RESETS_MS);
  await becomes(ITS_OWN);
});

it("persistent flags hold for every restart, the guest's too, until they are written", async () => {
  const made = qemu();
  const { bmc, clock, reset, becomes } = prepared(made);
  ask(bmc, PXE_ALWAYS);
  await becomes(PXE_FIRST);
  ask(bmc, RESET);
  reset();
  clock.advance(FIRMWARE_RESETS_MS);
  reset();
  await bmc.host.settled();
  expect(made.order).toEqual(PXE_FIRST);
  clock.advance(FIRMWARE_RESETS_MS);
  ask(bmc, NO_OVERRIDE);
  await becomes(ITS_OWN);
});

it("an override of Redfish's is used up when the boot begins; the device stays first through the firmware's own resets", async () => {
  const made = qemu();
  const { bmc, clock, reset, becomes } = prepared(made);
  for (const restart of [() => ask(bmc, RESET), () => reset()]) {
    const { flags } = bmc.bmc.chassis.bootOptions.values;
    const options = { ...flags.options, valid: true };
    bmc.bmc.chassis.bootOptions.override({ ...flags, options, device: { ...flags.device, selector: 1 } });
    await becomes(PXE_FIRST);
    restart();
    await bmc.host.settled();
    reset();
    const changes = made.commands.length;
    clock.advance(FIRMWARE_RESETS_MS - 1);
    // A change of the order would take a few turns.
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    expect([made.order, made.commands.length]).toEqual([PXE_FIRST, changes]);
    clock.advance(1);
    await becomes(ITS_OWN);
  }
});

it("flags that parameter 3 keeps over the guest's reset are used up by it", async () => {
  const made = qemu();
  const { bmc, clock, reset, becomes } = prepared(made);
  ask(bmc, KEEP_ON_RESET);
  ask(bmc, PXE_ONCE);
  await becomes(PXE_FIRST);
  reset();
  expect(made.order).toEqual(PXE_FIRST);
  clock.advance(FIRMWARE_RESETS_MS);
  await becomes(ITS_OWN);
  reset();
  expect(ask(bmc, GET_FLAGS)).toBe(INVALID_PXE);
});

it("a QEMU that ends while it is asked for its devices is no cause for a warning; one that refuses is", async () => {
  const made = qemu();
  const failing = { ends: true };
  made.ask = async (command) => {
    made.connected = !failing.ends;
    throw new Error(`${command}: no`);
  };
  const { bmc } = prepared(made);
  const write = vi.spyOn(bmc.peerLog, "write");
  ask(bmc, PXE_ONCE);
  ask(bmc, RESET);
  await bmc.host.settled();
  failing.ends = false;
  made.connected = true;
  ask(bmc, PXE_ONCE);
  ask(bmc, RESET);
  await bmc.host.settled();
  expect(write.mock.calls.map(([level, , message]) => `${level} ${message}`)).toEqual([
    "debug boot order: qom-list: no",
    "warn boot order: qom-list: no",
  ]);
});

it("writes QEMU's order only if flags ask for another", async () => {
  const made = qemu();
  const { bmc, clock, reset } = prepared(made);
  for (const flags of [NO_OVERRIDE, "00 08 05 80 18 00 00 00"]) {
    ask(bmc, flags);
    ask(bmc, RESET);
    reset();
    clock.advance(FIRMWARE_RESETS_MS);
    await bmc.host.settled();
  }
  expect(made.commands).toEqual([]);
});

it("resets the machine for its own order when QEMU has no such device", async () => {
  const made = qemu();
  const { bmc, link } = prepared(made);
  ask(bmc, CD_ONCE);
  ask(bmc, RESET);
  await bmc.host.settled();
  expect([made.order, link.received()]).toEqual([ITS_OWN, expect.arrayContaining(["control 04 []"])]);
});

it("a firmware that stores the order gets the machine's own as a list afterwards", async () => {
  const made = qemu({ boot: { order: "cad" }, pflash0: "pflash0" });
  const { bmc, clock, reset, becomes } = prepared(made);
  ask(bmc, PXE_ONCE);
  ask(bmc, RESET);
  await bmc.host.settled();
  expect(made.order).toEqual({ net0: 0, disk0: 1 });
  reset();
  clock.advance(FIRMWARE_RESETS_MS);
  await becomes({ disk0: 0, net0: 1 });
});

it("a QEMU that is started for a boot is reset when it has connected, and let run if it waits", async () => {
  const made = qemu();
  const { bmc, clock, boot, reset, becomes } = prepared(made, true);
  let starts = 0;
  bmc.host.prefer(starter(() => starts++));
  ask(bmc, POWER_DOWN);
  made.connected = false;
  ask(bmc, PXE_ONCE);
  expect(ask(bmc, POWER_UP)).toBe("00");
  expect([starts, boot.resetsAtStart]).toEqual([1, true]);
  made.connected = true;
  boot.newQemu();
  await vi.waitFor(() => expect(made.commands).toEqual(["qom-set", "system_reset", "cont"]));
  expect(made.order).toEqual(PXE_FIRST);
  reset("host-qmp-system-reset");
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.ChassisControl);
  expect([boot.resetsAtStart, ask(bmc, GET_FLAGS)]).toEqual([false, VALID_PXE]);
  clock.advance(FIRMWARE_RESETS_MS);
  await becomes(ITS_OWN);
});

it("a QEMU that was not started for a boot is left alone", async () => {
  const made = qemu();
  const { bmc, boot } = prepared(made);
  boot.newQemu();
  ask(bmc, PXE_ALWAYS);
  boot.newQemu();
  await vi.waitFor(() => expect(made.order).toEqual(PXE_FIRST));
  expect(made.commands).not.toContain("system_reset");
});

it("asks QEMU for the last of many changes, not for each", async () => {
  const made = qemu();
  const { bmc, becomes } = prepared(made);
  ask(bmc, PXE_ALWAYS);
  await becomes(PXE_FIRST);
  const each = made.counts.all;
  for (let n = 0; n < 1000; n++) for (const flags of [NO_OVERRIDE, PXE_ALWAYS]) ask(bmc, flags);
  ask(bmc, NO_OVERRIDE);
  await becomes(ITS_OWN);
  expect(made.counts.all).toBeLessThan(4 * each);
});

it("media are put into a QEMU that connects, which is reset if we started it: its firmware may have looked already", async () => {
  const made = qemu();
  const { bmc } = prepared(made);
  const starts: string[] = [];
  bmc.drives = new Drives({
    ...{ ids: ["cd0"], log: { write() {} }, fetch: () => fetched("/a.iso"), find: () => undefined, changed() {} },
  });
  const { boot, ready } = useQmp(bmc, made);
  await bmc.drives.insert("cd0", { url: "http://a/a.iso", isLocal: false }).done;
  expect(made.commands.splice(0)).toEqual(["eject", "blockdev-change-medium"]);
  made.connected = false;
  bmc.host.prefer(starter(() => starts.push("started")));
  ask(bmc, POWER_DOWN);
  ask(bmc, POWER_UP);
  expect([starts, boot.resetsAtStart]).toEqual([["started"], true]);
  made.connected = true;
  ready();
  const changes = () => made.commands.filter((command) => !command.startsWith("query-"));
  await vi.waitFor(() => expect(changes()).toEqual(["eject", "blockdev-change-medium", "system_reset"]));
});
