/** The devices of a QEMU that the BMC can boot the machine from, as front ends offer them. */
import { expect, it, vi } from "vitest";
import { useQmp } from "../../src/daemon/machine-qmp.ts";
import { machine } from "../support/machine/machine.ts";

/** A QEMU whose devices have these properties. */
function qemu(devices: Map<string, string>) {
  const commands: string[] = [];
  const named = (names: Iterable<string>, type: string) => [...names].map((name) => ({ name, type }));
  const ask = async (command: string, given: object = {}): Promise<unknown> => {
    commands.push(command);
    const { path } = given as { path: string };
    if (command === "qom-get") return -1;
    if (path === "/machine/peripheral") return named(devices.keys(), "child<device>");
    const property = devices.get(path.replace("/machine/peripheral/", ""));
    return property === undefined ? [] : named(["bootindex", property], "string");
  };
  return { commands, connected: true, ask };
}

it("are learned when a front end shows them, again with each QEMU, and kept while none is connected", async () => {
  const bmc = machine();
  const devices = new Map([
    ["net0", "mac"],
    ["disk0", "drive"],
  ]);
  const made = qemu(devices);
  expect(bmc.host.bootDevices).toBeUndefined();
  const { boot } = useQmp(bmc, made);
  boot.newQemu();
  expect([bmc.host.bootDevices, made.commands]).toEqual([["network", "disk", "cdrom"], []]);
  bmc.host.learnBootDevices();
  await vi.waitFor(() => expect(bmc.host.bootDevices).toEqual(["network", "disk"]));
  devices.delete("disk0");
  expect(bmc.host.bootDevices).toEqual(["network", "disk"]);
  boot.newQemu();
  await vi.waitFor(() => expect(bmc.host.bootDevices).toEqual(["network"]));
  expect(made.commands.filter((command) => !/^qom-(?:list|get)$/.test(command))).toEqual([]);
  bmc.close();
});
