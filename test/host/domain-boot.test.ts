/** When the boot order of a domain changes: before a start that is for another device, and back after it. */
import { expect, it, vi } from "vitest";
import { DomainBoot } from "../../src/host/domain-boot.ts";

const OWN = "<domain><os><boot dev='hd'/></os><devices><disk/><interface/></devices></domain>";
const PXE = OWN.replace("<boot dev='hd'/>", "<boot dev='network'/><boot dev='hd'/>");

/** A domain, and what is done to it: "start hd" is a start with this device first. */
function lab() {
  const done: string[] = [];
  const state = { xml: OWN, fails: false };
  const failures: string[] = [];
  const read = async () => {
    if (state.fails) throw new Error("no");
    return state.xml;
  };
  const boot = new DomainBoot({
    read,
    readInTurn: read,
    async write(xml) {
      state.xml = xml;
      done.push(`define ${firstOf(xml)}`);
    },
    failed: ({ message }) => failures.push(message),
  });
  const step = (name: string) => async () => void done.push(name);
  const start = async () => void done.push(`start ${firstOf(state.xml)}`);
  return {
    ...{ boot, done, state, failures },
    powerOn: (device?: "network" | "disk" | "cdrom") => {
      boot.prepare("powerOn", device);
      return boot.start(start)();
    },
    reset: (device?: "network" | "disk" | "cdrom") => {
      boot.prepare("reset", device);
      return boot.reset(step("reset"), step("destroy"), start)();
    },
  };
}

function firstOf(xml: string): string {
  return /<boot dev=["'](\w+)/.exec(xml)?.[1] ?? "";
}

it("a start for a device has it first, and the domain's own XML is back afterwards", async () => {
  const { powerOn, done, state } = lab();
  await powerOn("network");
  expect(done).toEqual(["define network", "start network", "define hd"]);
  expect(state.xml).toBe(OWN);
  await powerOn();
  expect(done.slice(3)).toEqual(["start hd"]);
});

it("a reset that is for another device is a new start, and so is the reset after it", async () => {
  const { reset, done } = lab();
  await reset();
  await reset("network");
  await reset("network");
  await reset();
  await reset();
  const pxe = ["destroy", "start network", "define hd"];
  expect(done.filter((step) => step !== "define network")).toEqual([
    "reset",
    ...pxe,
    "reset",
    "destroy",
    "start hd",
    "reset",
  ]);
});

it("a lasting device is in the XML until it no longer lasts", async () => {
  const { boot, powerOn, done, state } = lab();
  boot.keep("network");
  await powerOn("network");
  expect([done, state.xml]).toEqual([["define network", "start network"], PXE]);
  boot.keep(undefined);
  await powerOn();
  expect([done.slice(2), state.xml]).toEqual([["define hd", "start hd"], OWN]);
});

it("a change of another program to other parts of the XML stays, and the order returns", async () => {
  const { boot, powerOn, state } = lab();
  boot.keep("network");
  await powerOn("network");
  const inserted = (xml: string) => xml.replace("<disk/>", "<disk><source file='a.iso'/></disk>");
  state.xml = inserted(state.xml);
  boot.keep(undefined);
  await powerOn();
  expect(state.xml).toBe(inserted(OWN));
});

it("an order that another program has defined meanwhile is the domain's own", async () => {
  const { boot, powerOn, state } = lab();
  boot.keep("network");
  await powerOn("network");
  state.xml = PXE.replace("<disk/>", "<disk/><disk/>");
  boot.keep(undefined);
  await powerOn();
  expect(state.xml).toBe(PXE.replace("<disk/>", "<disk/><disk/>"));
});

it("a domain whose order cannot be changed is restarted as it is", async () => {
  const { powerOn, reset, done, state, failures } = lab();
  state.fails = true;
  await powerOn("network");
  await reset("network");
  state.fails = false;
  await reset("cdrom");
  expect(done).toEqual(["start hd", "reset", "reset"]);
  expect(failures).toEqual(["no", "no", "the domain has no cdrom device"]);
});

it("the XML is back after a start that failed", async () => {
  const { boot, state } = lab();
  boot.prepare("powerOn", "network");
  const start = boot.start(async () => {
    throw new Error("no memory");
  });
  await expect(start()).rejects.toThrow("no memory");
  expect(state.xml).toBe(OWN);
});

it("its devices are those of its XML, once a front end has asked for them", async () => {
  const { boot, state, powerOn } = lab();
  expect(boot.devices).toBeUndefined();
  state.fails = true;
  boot.learnDevices();
  state.fails = false;
  boot.learnDevices();
  await vi.waitFor(() => expect(boot.devices).toEqual(new Set(["network", "disk"])));
  state.xml = OWN.replace("<interface/>", "<disk device='cdrom'/>");
  await powerOn("cdrom");
  expect(boot.devices).toEqual(new Set(["disk", "cdrom"]));
});
