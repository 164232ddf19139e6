import { describe, expect, test } from "vitest";
import { encodeDriver } from "../../../src/lab/uefi/volume/driver-file.ts";
import { encodeFile, FileType, readFile } from "../../../src/lab/uefi/volume/ffs-file.ts";
import { readVolume, withFiles } from "../../../src/lab/uefi/volume/firmware-volume.ts";
import { guidBytes, guidText } from "../../../src/lab/uefi/volume/guid.ts";
import { addFiles } from "../../../src/lab/uefi/volume/ovmf-image.ts";
import { encodeSections, readGuidDefined, readSections } from "../../../src/lab/uefi/volume/section.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";
import { file, inverting, ovmfLikeImage, SOME_GUID, volume } from "../../support/lab/firmware-volume.ts";

const sum = (bytes: Uint8Array) => bytes.reduce((total, byte) => (total + byte) % 0x100, 0);

test("a GUID has its first three fields least significant byte first", () => {
  const text = "8c8ce578-8a3d-4f1c-9935-896185c32dd3";
  expect(guidBytes(text)).toEqual(hex("78e58c8c 3d8a 1c4f 9935 896185c32dd3"));
  expect(guidText(guidBytes(text))).toBe(text);
});

describe("sections", () => {
  const two = [
    { type: 0x10, body: hex("01 02 03 04 05") },
    { type: 0x15, body: hex("06") },
  ];

  test("start at multiples of 4, the last without padding", () => {
    expect(toHex(encodeSections(two))).toBe("09 00 00 10 01 02 03 04 05 00 00 00 05 00 00 15 06");
    expect(readSections(new Uint8Array(encodeSections(two)))).toEqual([
      { ...two[0], offset: 4 },
      { ...two[1], offset: 16 },
    ]);
  });

  test.each([
    ["a size below the header's", "03 00 00 10"],
    ["a size past the end", "06 00 00 10 01"],
    ["less than a header", "05 00 00"],
  ])("end at %s", (_what, bytes) => expect(readSections(hex(bytes))).toEqual([]));
});

describe("a file", () => {
  const contents = hex("05 00 00 19 42");

  test.each([
    ["without the checksum attribute has AAh", 0x00, 0xaa],
    ["with it has the checksum of its contents", 0x40, 0xa0],
  ])("%s", (_what, attributes, fileChecksum) => {
    const bytes = encodeFile({ name: guidBytes(SOME_GUID), type: 0x07, attributes, contents });
    expect(toHex(bytes.subarray(17))).toBe(
      `${toHex(Uint8Array.of(fileChecksum, 0x07, attributes))} 1d 00 00 f8 05 00 00 19 42`,
    );
    // The state and the file's checksum do not count in the header's.
    expect(sum(bytes.subarray(0, 24)) - 0xf8 - fileChecksum).toSatisfy((rest: number) => rest % 0x100 === 0);
    expect(readFile(new Uint8Array(bytes))).toMatchObject({ type: 0x07, attributes, size: 29, contents });
  });

  test.each([
    ["erased bytes", "ff".repeat(24)],
    ["fewer bytes than a header", "00".repeat(23)],
    ["a size below the header's", "00".repeat(24)],
    ["a size past the end", `${"00".repeat(20)} 19 00 00 f8`],
  ])("is not found in %s", (_what, bytes) => expect(readFile(hex(bytes))).toBeUndefined());
});

describe("a volume", () => {
  const driver = file(FileType.DxeDriver, new Uint8Array(16));

  test("lists its files and the place after them", () => {
    const read = readVolume(volume(256, [driver, driver]));
    expect(read?.files.map(({ type, offset }) => [type, offset])).toEqual([
      [0x07, 72],
      [0x07, 112],
    ]);
    expect(read?.freeOffset).toBe(152);
  });

  test("has its first file after the extended header", () => {
    const extended = Uint8Array.of(...guidBytes(SOME_GUID), 24, 0, 0, 0, 0, 0, 0, 0);
    expect(readVolume(volume(256, [driver], extended))?.files[0]?.offset).toBe(96);
  });

  test.each([
    ["no signature", volume(256, []).fill(0, 40, 44)],
    ["more bytes than there are", volume(256, []).subarray(0, 255)],
    ["less than a header", new Uint8Array(55)],
  ])("is none with %s", (_what, bytes) => expect(readVolume(bytes)).toBeUndefined());

  test("takes files that fill it, and refuses one byte more", () => {
    const read = readVolume(volume(152, [driver]));
    if (!read) throw new Error("no volume");
    expect(readVolume(withFiles(read, read.freeOffset, [driver]))?.freeOffset).toBe(152);
    const longer = file(FileType.DxeDriver, new Uint8Array(17));
    expect(() => withFiles(read, read.freeOffset, [longer])).toThrow("has no room for the lab's drivers");
  });
});

test.each([
  ["dxe", undefined, "07", "06 00 00 13 06 08"],
  ["mm", SOME_GUID, "0a", "16 00 00 1c 02 11 11 11 11 22 22 33 33 44 44 55 55 55 55 55 55 08"],
] as const)("a %s driver has its dependencies, its program and its name", (kind, after, type, depex) => {
  const bytes = encodeDriver({ kind, guid: SOME_GUID, name: "A", image: hex("4d 5a"), ...(after ? { after } : {}) });
  expect(toHex(bytes.subarray(18, 19))).toBe(type);
  expect(toHex(bytes.subarray(24))).toBe(`${depex} 00 00 06 00 00 10 4d 5a 00 00 08 00 00 15 41 00 00 00`);
});

describe("an OVMF image", () => {
  const added = [file(FileType.DxeDriver, hex("41")), file(FileType.MmDriver, hex("42"))];

  test("gets the drivers at the end of its DXE volume, and is the same everywhere else", async () => {
    const image = await ovmfLikeImage();
    const changed = await addFiles(image, added, inverting);
    expect(changed).toHaveLength(image.length);
    expect(Buffer.from(changed.subarray(8192)).toString()).toBe("the reset vector");

    const [packed] = readSections(readVolume(changed)?.files[0]?.contents ?? new Uint8Array());
    const inside = readSections(await inverting.unpack(readGuidDefined(packed?.body ?? new Uint8Array()).data));
    const volumes = inside.map(({ body }) => readVolume(body)?.files.map(({ type }) => type));
    expect(volumes).toEqual([undefined, [0x04], [0x07, 0x0a, 0x07, 0x0a]]);
  });

  test.each([
    ["no volume", async () => new Uint8Array(100), "it starts with no firmware volume"],
    ["a volume of files only", async () => volume(256, [file(0x07, new Uint8Array(8))]), "it starts with no firmware"],
    ["a volume without LZMA", async () => volume(256, [file(0x0b, new Uint8Array(8))]), "no LZMA section"],
    ["no SMM drivers", () => ovmfLikeImage(volume(256, [file(0x07, new Uint8Array(8))])), "it has no SMM driver"],
    ["no DXE drivers", () => ovmfLikeImage(volume(256, [])), "it has no volume with DXE drivers"],
  ])("is refused with %s", async (_what, image, why) => {
    await expect(addFiles(await image(), added, inverting)).rejects.toThrow(why);
  });
});
