/** The shipped configurations: valid, without a warning, and as their first lines describe them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeFru } from "../../src/bmc/records/fru/inventory.ts";
import { loadConfig } from "../../src/config/load.ts";

const DIRECTORY = join(import.meta.dirname, "../../config/examples");
const files = readdirSync(DIRECTORY).filter((name) => name.endsWith(".yaml"));

function machineOf(name: string) {
  const { machines, warnings } = loadConfig(join(DIRECTORY, name));
  const [machine] = machines;
  if (!machine) throw new Error(`${name} has no machine`);
  return { ...machine, warnings };
}

test("are these", () => {
  expect(files).toEqual(["blade.yaml", "minimal.yaml", "my-machine.yaml", "powernv.yaml", "quiet.yaml", "server.yaml"]);
});

describe.each(files)("%s", (file) => {
  test("is checked without a warning", () => {
    expect(machineOf(file).warnings).toEqual([]);
  });

  test("has undamaged inventories", () => {
    for (const { data } of machineOf(file).frus) expect(decodeFru(data).damage).toEqual([]);
  });

  test("begins with the line that leads editors to the schema", () => {
    expect(readFileSync(join(DIRECTORY, file), "utf8")).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/schema\.json\n#\n/,
    );
  });
});

test("server.yaml has the sensors and FRU devices of its comment", () => {
  const { sensors, frus } = machineOf("server.yaml");
  expect([sensors.length, frus.length]).toEqual([61, 4]);
  const following = sensors.filter(({ source }) => source?.kind === "follow").map(({ name }) => name);
  expect(following).toEqual(expect.arrayContaining(["Fan 1", "Fan 6", "PSU1 Power", "DIMM B4 Temp"]));
});

test("my-machine.yaml is the server except for ten lines", () => {
  const mine = machineOf("my-machine.yaml");
  const server = machineOf("server.yaml");
  const lines = readFileSync(join(DIRECTORY, "my-machine.yaml"), "utf8").split("\n");
  expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toHaveLength(10);
  expect(mine.name).toBe("rack7-server3");
  expect(mine.sensors.map(({ name }) => name)).toEqual(
    server.sensors.map(({ name }) => name).filter((name) => name !== "Drive 8"),
  );
  const productOf = (device: { readonly data: Uint8Array } | undefined) =>
    decodeFru(device?.data ?? new Uint8Array()).product;
  expect(productOf(mine.frus[0])).toEqual({
    ...productOf(server.frus[0]),
    serialNumber: "RS20260042",
    assetTag: "rack 7",
  });
});

test("blade.yaml has a satellite with sensors of its own", () => {
  const [mezzanine] = machineOf("blade.yaml").satellites;
  expect(mezzanine?.sensors.map(({ name }) => name)).toEqual(["Mezz Temp", "Mezz 3.3V"]);
});
