import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";

describe("hardware", () => {
  it.each([
    ["512 MiB", 536_870_912],
    ["16GiB", 17_179_869_184],
    ["1.5 GiB", 1_610_612_736],
    ["1 TiB", 1_099_511_627_776],
  ])("has memory of %s", (size, bytes) => {
    expect(configSchema.parse({ hardware: { memory: [{ size }] } }).hardware.memory).toMatchObject([{ bytes }]);
  });
  it("counts drives in units of 1000 too", () => {
    expect(configSchema.parse({ hardware: { drives: [{ size: "480 GB" }] } }).hardware.drives).toMatchObject([
      { bytes: 480_000_000_000 },
    ]);
  });
  it.each([
    ["a size without a unit", { memory: [{ size: "16" }] }, "a size with its unit"],
    ["a size of zero", { memory: [{ size: "0 GiB" }] }, "a size with its unit"],
    ["half a MiB of memory", { memory: [{ size: "1.5 MiB" }] }, "a size with its unit"],
    ["fewer threads than cores", { processors: [{ cores: 4, threads: 2 }] }, "at least as many as cores"],
    ["a volume on a drive that does not exist", { volumes: [{ size: "1 GB", drives: [1] }] }, "numbers from 1 to 0"],
    ["a MAC address of 5 bytes", { networkInterfaces: [{ mac: "52:54:00:12:34" }] }, "a MAC address"],
    ["257 drives", { drives: Array.from({ length: 257 }, () => ({ size: "1 GB" })) }, "at most 256"],
  ])("refuses %s", (_, hardware, message) => {
    const { error } = configSchema.safeParse({ hardware });
    expect(error?.issues[0]?.message).toContain(message);
  });
});
