/** The examples of docs/configuration.md are configurations, and do what the page says of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { identifiedLists } from "../../../src/config/reading/identity.ts";
import { DAEMON_SETTINGS } from "../../../src/config/schema/daemon-settings.ts";

const page = readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
const directory = mkdtempSync(join(tmpdir(), "extern-bmc-docs-"));
afterAll(() => rmSync(directory, { recursive: true }));

const names = [...page.matchAll(/```yaml\n# (\S+)\n(.*?)```/gs)].map(([, name = "", yaml = ""]) => {
  writeFileSync(join(directory, name), yaml);
  return name;
});

const machinesOf = (name: string) => loadConfig(join(directory, name)).machines;

test("every example has a name, and is a configuration without warnings", () => {
  expect(names).toHaveLength([...page.matchAll(/```yaml/g)].length);
  for (const name of names) expect(loadConfig(join(directory, name)).warnings).toEqual([]);
});

describe("extends", () => {
  test("a fan's threshold changes, another fan is removed, a pump is added", () => {
    const [server] = machinesOf("rack7.yaml");
    const [node] = machinesOf("node3.yaml");
    const fan = (name: string) => node?.sensors.find((sensor) => sensor.name === name);
    expect(node?.sensors).toHaveLength(server?.sensors.length ?? 0);
    expect(fan("Fan 6")).toBeUndefined();
    expect(node?.sensors.at(-1)?.name).toBe("Pump");
    expect(fan("Fan 1")?.thresholds).not.toEqual(server?.sensors.find(({ name }) => name === "Fan 1")?.thresholds);
    expect(node?.lan).toMatchObject({
      address: Uint8Array.of(192, 0, 2, 13),
      subnetMask: Uint8Array.of(255, 255, 255, 0),
    });
    expect(node?.users.accounts).toMatchObject([{ id: 2, name: "admin" }]);
  });

  test("remove: all", () => {
    expect(machinesOf("bare.yaml")[0]?.sensors.map(({ name }) => name)).toEqual(["Only"]);
  });

  test("the page names every list whose elements have a key", () => {
    const told = [...page.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, path = ""]) => path.split(".").at(-1));
    expect(told).toEqual(expect.arrayContaining([...identifiedLists]));
  });
});

describe("machines", () => {
  test("fifteen, each with doors and a serial number as it says", () => {
    const machines = machinesOf("fleet.yaml");
    expect(machines).toHaveLength(15);
    const byName = new Map(machines.map((machine) => [machine.name, machine]));
    expect(byName.get("vm07")?.listen).toEqual(["unix:vm07.sock", "tcp:127.0.0.1:9007"]);
    expect(byName.get("filer2")?.listen).toEqual(["unix:filer2.sock"]);
    expect(Buffer.from(byName.get("filer2")?.frus[0]?.data ?? []).toString("latin1")).toContain("FI-2");
    expect(byName.get("odd")?.sensors.some(({ name }) => name === "Drive 8")).toBe(false);
  });

  test("the page names the settings of the daemon", () => {
    const [, told = ""] = /Settings of the daemon \((.*?)\)/s.exec(page) ?? [];
    expect([...told.matchAll(/`(\w+)`/g)].map(([, key]) => key)).toEqual(DAEMON_SETTINGS);
  });
});
