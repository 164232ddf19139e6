import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { encodeDriver } from "../../src/lab/uefi/volume/driver-file.ts";
import { readVolume } from "../../src/lab/uefi/volume/firmware-volume.ts";
import { lzmaCompress, lzmaDecompress } from "../../src/lab/uefi/volume/lzma.ts";
import { addFiles } from "../../src/lab/uefi/volume/ovmf-image.ts";
import { readGuidDefined, readSections } from "../../src/lab/uefi/volume/section.ts";
import { SOME_GUID } from "../support/lab/firmware-volume.ts";

const OVMF = "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd";

async function insideOf(image: Uint8Array): Promise<Uint8Array> {
  const [section] = readSections(readVolume(image)?.files[0]?.contents ?? new Uint8Array());
  return lzmaDecompress(readGuidDefined(section?.body ?? new Uint8Array()).data);
}

test("Debian's OVMF gets a driver into its volume; unpacked, it differs only where the volume was erased", async () => {
  const image = new Uint8Array(readFileSync(OVMF));
  const driver = encodeDriver({ kind: "dxe", guid: SOME_GUID, name: "Test", image: new Uint8Array(4096) });
  const changed = await addFiles(image, [driver], { unpack: lzmaDecompress, pack: lzmaCompress });
  expect(changed).toHaveLength(image.length);

  const [before, after] = [Buffer.from(await insideOf(image)), Buffer.from(await insideOf(changed))];
  expect(after.length).toBe(before.length);
  const at = after.indexOf(driver);
  expect(at).toBeGreaterThan(0);
  after.fill(0xff, at, at + driver.length);
  expect(after.equals(before)).toBe(true);
});

test("xz that is missing is named, with its package", async () => {
  const path = process.env["PATH"];
  process.env["PATH"] = "/nonexistent";
  try {
    await expect(lzmaCompress(new Uint8Array(1))).rejects.toThrow("install Debian's package xz-utils");
  } finally {
    process.env["PATH"] = path;
  }
});
