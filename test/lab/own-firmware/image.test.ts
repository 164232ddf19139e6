import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bootArguments } from "../../../src/lab/own-firmware/boot-machine.ts";
import { BOOTED } from "../../../src/lab/own-firmware/boot-program.ts";
import { FAULTLESS, loadFaults } from "../../../src/lab/own-firmware/fault.ts";
import { type FirmwareImage, imageArguments, imageKind } from "../../../src/lab/own-firmware/image.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-image-"));
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, bytes: Uint8Array) => {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
};
const volume = new Uint8Array(4096);
volume.set(Buffer.from("_FVH"), 0x28);
const uefi = file("OVMF,1.fd", volume);
const rom = file("coreboot.rom", new Uint8Array(4096));
const variables = file("VARS.fd", Uint8Array.of(1, 2, 3));
const copies = mkdtempSync(join(directory, "copies-"));

describe("an image", () => {
  test("that begins with a firmware volume is flash, and any other a ROM", () => {
    expect([uefi, rom, file("short", Uint8Array.of(1))].map(imageKind)).toEqual(["flash", "rom", "rom"]);
  });

  const image: FirmwareImage = { path: uefi, kind: "flash", smm: false };
  const flash = (unit: number, name: string, more = "") => [
    "-drive",
    `if=pflash,format=raw,unit=${unit}${more},file=${copies}/${name}`,
  ];
  test.each<{ title: string; image: FirmwareImage; args: readonly string[] }>([
    { title: "with its variables inside can be written", image, args: flash(0, "firmware.fd") },
    {
      title: "with a file of variables cannot be written, and the file can",
      image: { ...image, variablesPath: variables },
      args: [...flash(0, "firmware.fd", ",readonly=on"), ...flash(1, "variables.fd")],
    },
    {
      title: "that requires SMM has secure flash and no S3",
      image: { ...image, smm: true },
      args: [
        ...flash(0, "firmware.fd"),
        ...["-global", "driver=cfi.pflash01,property=secure,value=on", "-global", "ICH9-LPC.disable_s3=1"],
      ],
    },
    {
      title: "that is a ROM goes to -bios",
      image: { ...image, kind: "rom" },
      args: ["-bios", `${copies}/firmware.fd`],
    },
  ])("$title", ({ image: each, args }) => {
    expect(imageArguments(each, copies)).toEqual(args);
  });

  test("is copied, so that a boot does not change it", () => {
    imageArguments({ ...image, variablesPath: variables }, copies);
    expect(readFileSync(join(copies, "firmware.fd"))).toEqual(Buffer.from(volume));
    expect(readFileSync(join(copies, "variables.fd"))).toEqual(Buffer.from([1, 2, 3]));
  });

  test.each([
    [{ interface: "bt", bus: "isa" }, "isa-ipmi-bt,id=ipmi,bmc=bmc"],
    [{ interface: "kcs", bus: "pci" }, "pci-ipmi-kcs,id=ipmi,bmc=bmc"],
    [{ interface: "ssif", bus: "isa" }, "smbus-ipmi,id=ipmi,bmc=bmc,address=0x10"],
  ] as const)("gets the device of %j, and the user's arguments come last", (device, expected) => {
    const options = { binary: "qemu", image, sign: BOOTED, ownDisk: false, userArguments: ["-smp", "2"], ...device };
    const args = bootArguments(options, copies);
    expect(args).toContain(expected);
    expect(args.slice(-2)).toEqual(["-smp", "2"]);
    expect(args.join(" ")).not.toContain("boot-disk");
    expect(bootArguments({ ...options, ownDisk: true }, copies).join(" ")).toContain("ide-hd,drive=boot-disk");
  });
});

test("every shipped fault has a title of its own, in one line, and misbehaves", () => {
  const faults = loadFaults(new URL("../../../config/faults", import.meta.url).pathname);
  expect(faults.length).toBeGreaterThan(20);
  const titles = [FAULTLESS, ...faults].map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
  expect(Math.max(...titles.map(({ length }) => length))).toBeLessThanOrEqual(100);
  for (const { bmc } of faults) expect(bmc.rules).not.toEqual([]);
});
