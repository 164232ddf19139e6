/** The boot device, as an operator sets it and as a guest finds it in boot options parameter 5 (IPMI §28.13). */
import { expect, test } from "vitest";
import { bootGet, bootSet } from "../../src/control/handlers/boot.ts";
import { controlledDaemon } from "../support/daemon/control-server.ts";
import { ask, machine } from "../support/machine/machine.ts";

const GET_FLAGS = "00 09 05 00 00";

function setUp() {
  const bmc = machine();
  return { bmc, daemon: controlledDaemon([bmc]) };
}

test.each([
  [{ device: "pxe" }, "80 04", { device: "pxe", persistent: false, efi: false }],
  [{ device: "disk", persistent: true }, "c0 08", { device: "disk", persistent: true, efi: false }],
  [{ device: "safe" }, "80 0c", { device: "safe" }],
  [{ device: "diag" }, "80 10", { device: "diag" }],
  [{ device: "cdrom", efi: true }, "a0 14", { device: "cdrom", efi: true }],
  [{ device: "bios" }, "80 18", { device: "bios" }],
  [{ device: "floppy" }, "80 3c", { device: "floppy" }],
  [{ device: "none", persistent: true }, "00 00", { device: "none", persistent: false }],
] as const)("boot.set %j gives the flags %s", async (given, flags, shown) => {
  const { bmc, daemon } = setUp();
  expect(await bootSet(daemon, given)).toMatchObject(shown);
  expect(ask(bmc, GET_FLAGS)).toBe(`00 01 05 ${flags} 00 00 00`);
  expect(await bootGet(daemon, {})).toMatchObject(shown);
});

test.each([
  ["80 1c", "floppy"],
  ["80 20", "cdrom"],
  ["80 24", "floppy"],
  ["80 2c", "disk"],
  ["80 28", "none"],
  ["00 04", "none"],
])("the flags %s of a guest are shown as %s", async (flags, device) => {
  const { bmc, daemon } = setUp();
  ask(bmc, `00 08 05 ${flags} 00 00 00`);
  expect(await bootGet(daemon, {})).toMatchObject({ device });
});

test("efi keeps its value when it is not given, and other flags stay", async () => {
  const { bmc, daemon } = setUp();
  ask(bmc, "00 08 05 a0 06 20 00 00");
  await bootSet(daemon, { device: "cdrom" });
  expect(ask(bmc, GET_FLAGS)).toBe("00 01 05 a0 16 20 00 00");
  await bootSet(daemon, { device: "cdrom", efi: false });
  expect(ask(bmc, GET_FLAGS)).toBe("00 01 05 80 16 20 00 00");
});
