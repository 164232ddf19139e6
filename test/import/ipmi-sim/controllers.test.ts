/** Management controllers of an ipmi_sim: `device` and `satellites`. */
import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { importIpmiSim } from "../../../src/import/ipmi-sim/machine.ts";
import { Notes } from "../../../src/import/notes.ts";
import { plain } from "../../../src/import/settings.ts";

const BMC = "mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 3 9 8 0x9f 0x1291 0xf02\nmc_enable 0x20\n";

function imported(emu: string, conf = "") {
  const notes = new Notes();
  const files = { read: (file: string) => (file === "lan.conf" ? conf : emu), nameFor: (file: string) => file };
  const settings = plain(importIpmiSim({ lanConf: "lan.conf", emu: "a.emu", files }, notes)) as Record<string, unknown>;
  configSchema.parse(settings);
  return { settings, notes: notes.lines };
}

describe("a controller that cannot be a satellite", () => {
  it.each([
    ["0xb1", true, "controller b1h has an odd address; slave addresses are even"],
    ["0xfe", true, "controller feh has no address of a device; those are 10h to eeh"],
    ["0xb0", false, "controller b0h is never enabled"],
  ])("is noted with the reason: %s", (address, enabled, reason) => {
    const add = `mc_add ${address} 1 no-device-sdrs 1 0 0 0x9f 0 0\n`;
    const { settings, notes } = imported(`${BMC}${add}${enabled ? `mc_enable ${address}\n` : ""}`);
    expect(settings).not.toHaveProperty("satellites");
    expect(notes).toEqual([`a.emu: dropped: ${reason}`]);
  });
});

it("makes a name of one that begins with a dot", () => {
  expect(imported(BMC, 'name ".bmc"').settings["name"]).toBe("-bmc");
});

it("keeps thresholds that are all equal", () => {
  const { settings, notes } = imported(`${BMC}
sensor_add 0x20 0 4 0x04 0x01
sensor_set_value 0x20 0 4 12 0
sensor_set_threshold 0x20 0 4 settable 010010 0 0 0 0 0 0
`);
  expect(settings["sensors"]).toMatchObject([
    { number: 4, reading: 12, thresholds: { lowerCritical: 0, upperCritical: 0 } },
  ]);
  expect(notes).toEqual([]);
});

it("a minor revision that is no BCD is kept", () => {
  const { settings, notes } = imported(BMC.replace("9 8 0x9f", "9 0x1f 0x9f"));
  expect(settings["device"]).toMatchObject({ firmware: { major: 9, minor: "raw 0x1f" } });
  expect(notes).toEqual([]);
});
