/** A configuration that extends others: the result, and the place that a message gives for a mistake. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { complaint, directory, fileWith, loadMachine } from "../../support/config/config.ts";

const BASE = `
name: base
device: { id: 1, firmware: { major: 3, minor: 4 } }
lan: { community: ours }
oemState: { mode: 1, fan: 2 }
device: &device
`.replace("device: &device\n", "");

const SENSORS = `
sensors:
  - { number: 1, name: CPU Temp, type: temperature, units: C }
  - { number: 2, name: Fan 1, type: fan, units: rpm }
  - { number: 4, name: Fan 2, type: fan, units: rpm }
  - { number: 4, lun: 1, name: Fan 2, type: fan, units: rpm }
`;

/** Result of a file with `text` that extends base.yaml with `base`. */
function extended(base: string, text: string) {
  fileWith(base, "base.yaml");
  return loadMachine(fileWith(`extends: base.yaml\n${text}`));
}

function wrong(base: string, text: string) {
  fileWith(base, "base.yaml");
  return complaint(fileWith(`extends: base.yaml\n${text}`));
}

describe("settings", () => {
  test("override the base one by one", () => {
    const { name, device, lan } = extended(BASE, "name: own\ndevice: { firmware: { minor: 7 } }");
    expect(name).toBe("own");
    expect(device).toMatchObject({ id: 1, firmware: { major: 3, minor: 7 } });
    expect(lan.community).toBe("ours");
  });

  test("with free keys are joined by key, and removed by null", () => {
    expect(extended(BASE, "oemState: { fan: 9, more: 3 }").oemState).toEqual({ mode: 1, fan: 9, more: 3 });
    expect(extended(BASE, "oemState: { fan: }").oemState).toEqual({ mode: 1 });
    expect(extended(BASE, "device: { id: }").device.id).toBe(0x20);
    const moved = SENSORS.replace("units: C", "units: C, source: { kind: constant, value: 3 }");
    expect(extended(moved, "sensors: [{ name: CPU Temp, source: }]").sensors[0]?.source).toBeUndefined();
  });

  test("with only comments in a mapping remove nothing", () => {
    expect(extended(BASE, "device:\n  # id: 7\n").device.id).toBe(1);
  });

  test("with lists replace the lists of the base", () => {
    expect(extended("listen: [fd:3, fd:4]", "listen: [fd:5]").listen).toEqual(["fd:5"]);
  });

  test("with several forms replace those of the base", () => {
    const [rule] = extended(
      "replies: { rules: [{ name: a, id: { fixed: 3 } }] }",
      "replies: { rules: [{ name: a, id: { offset: 1 } }] }",
    ).replies.rules;
    expect(rule?.id).toEqual({ offset: 1 });
  });

  test("from the environment override all files", () => {
    fileWith("device: { id: 1, revision: 2 }", "base.yaml");
    const file = fileWith("extends: base.yaml\ndevice: { id: 3 }");
    expect(loadMachine(file, { EXTERN_BMC_DEVICE_ID: "4" }).device).toMatchObject({ id: 4, revision: 2 });
  });
});

describe("lists whose elements have a key", () => {
  const namesOf = (text: string) =>
    extended(SENSORS, text).sensors.map(({ number, lun, name }) => `${number}/${lun} ${name}`);

  test("change an element by its name, or by its number", () => {
    const { sensors } = extended(
      SENSORS,
      "sensors:\n  - { name: CPU Temp, settable: false }\n  - { number: 2, settable: false }",
    );
    expect(sensors.map(({ settable }) => settable)).toEqual([false, false, true, true]);
    expect(namesOf("sensors: [{ number: 4, lun: 1, settable: false }]")).toHaveLength(4);
    expect(namesOf("sensors: [{ name: Fan 1, number: 9 }]")).toContain("9/0 Fan 1");
  });

  test("remove one or all elements, and append new ones", () => {
    expect(
      namesOf("sensors: [{ name: Fan 1, remove: true }, { number: 5, name: New, type: fan, units: rpm }]"),
    ).toEqual(["1/0 CPU Temp", "4/0 Fan 2", "4/1 Fan 2", "5/0 New"]);
    expect(namesOf("sensors: [{ remove: all }, { number: 2, name: Fan 1, type: fan, units: rpm }]")).toEqual([
      "2/0 Fan 1",
    ]);
  });

  test("tell elements of one name apart by their other settings", () => {
    expect(namesOf("sensors: [{ name: Fan 2, number: 4, lun: 1, remove: true }]")).toEqual([
      "1/0 CPU Temp",
      "2/0 Fan 1",
      "4/0 Fan 2",
    ]);
  });

  test("FRUs, users, satellites and EEPROMs", () => {
    const base = `
frus: [{ id: 0, name: Board, size: 64 }, { id: 1 }]
users: { accounts: [{ id: 2, name: admin, password: a }, { id: 3, name: guest }] }
satellites: [{ address: 0x82, name: blade, sensors: [{ number: 1, name: Temp, type: temperature, units: C }], frus: [] }]
privateBuses: { eeproms: [{ bus: 1, address: 0xa0, data: "01" }] }
`;
    const { frus, users, satellites, privateBuses } = extended(
      base,
      `
frus: [{ id: 0, name: Mine }, { id: 1, remove: true }]
users: { accounts: [{ name: admin, password: b }, { id: 3, name: visitor }] }
satellites: [{ address: 0x82, sensors: [{ name: Temp, settable: false }, { number: 2, name: Fan, type: fan, units: rpm }] }]
privateBuses: { eeproms: [{ bus: 1, address: 0xa0, data: "02" }] }
`,
    );
    expect(frus).toMatchObject([{ id: 0, name: "Mine", size: 64 }]);
    expect(users.accounts).toMatchObject([
      { id: 2, name: "admin", password: "b" },
      { id: 3, name: "visitor" },
    ]);
    expect(satellites[0]?.sensors).toMatchObject([
      { name: "Temp", settable: false },
      { name: "Fan", number: 2 },
    ]);
    expect(privateBuses.eeproms).toMatchObject([{ data: Uint8Array.of(2) }]);
  });

  test("come before those of the base where the first match counts", () => {
    const base = "oemCommands: [{ netFn: 0x30, cmd: 1 }]\nreplies: { rules: [{ name: a }, { name: b, shape: empty }] }";
    const own =
      "oemCommands: [{ netFn: 0x30, cmd: 2 }]\nreplies: { rules: [{ name: c }, { name: b, order: afterNext }] }";
    const { oemCommands, replies } = extended(base, own);
    expect(oemCommands.map(({ cmd }) => cmd)).toEqual([2, 1]);
    expect(replies.rules).toMatchObject([
      { name: "c" },
      { name: "a" },
      { name: "b", shape: "empty", order: "afterNext" },
    ]);
    expect(extended(base, "oemCommands: [{ remove: all }]").oemCommands).toEqual([]);
  });
});

describe("bases", () => {
  test("are relative to the file that names them, like the files they name", () => {
    mkdirSync(join(directory, "shared"), { recursive: true });
    const cert = fileWith("", "shared/cert.pem");
    fileWith("tls: { certFile: cert.pem, keyFile: cert.pem }\nextends: ../far.yaml", "shared/near.yaml");
    fileWith("device: { id: 9 }", "far.yaml");
    const { tls, device } = loadMachine(fileWith("extends: shared/near.yaml"));
    expect(tls?.certFile).toBe(cert);
    expect(device.id).toBe(9);
  });

  test("in a list override the earlier ones; a base that several extend is the weakest", () => {
    fileWith("device: { id: 1, revision: 1, productId: 1 }", "root.yaml");
    fileWith("extends: root.yaml\ndevice: { id: 2, revision: 2 }", "a.yaml");
    fileWith("extends: root.yaml\ndevice: { id: 3 }", "b.yaml");
    expect(loadMachine(fileWith("extends: [a.yaml, b.yaml]")).device).toMatchObject({
      id: 3,
      revision: 2,
      productId: 1,
    });
  });

  test("can come from the environment", () => {
    const base = fileWith("device: { id: 5 }", "base.yaml");
    expect(loadMachine(undefined, { EXTERN_BMC_EXTENDS: base }).device.id).toBe(5);
  });
});

test.each(["server", "blade", "minimal", "quiet"])(
  "%s laid over itself is itself, and so is nothing laid over it",
  (name) => {
    const text = readFileSync(new URL(`../../../config/examples/${name}.yaml`, import.meta.url), "utf8");
    const alone = loadMachine(fileWith(text));
    expect(loadMachine(fileWith(`extends: ${name}\n${text}`))).toEqual(alone);
    expect(loadMachine(fileWith(`extends: [${name}, ${name}]`))).toEqual(alone);
  },
);

describe("a mistake", () => {
  test.each<{ title: string; base: string; own: string; says: string }>([
    {
      title: "in the base stands in the base",
      base: "\ndevice: { id: 300 }",
      own: "device: { revision: 1 }",
      says: "base.yaml:2:15: device.id is 300 (0x12c); expected a whole number from 0 to 255 (0xff) (changed at bmc.yaml:2:9)",
    },
    {
      title: "in the extending file has its place there",
      base: "device: { id: 3 }",
      own: "device: { id: 300 }",
      says: "bmc.yaml:2:15: device.id is 300 (0x12c); expected a whole number from 0 to 255 (0xff)",
    },
    {
      title: "that is neither's alone names both",
      base: "users:\n  maximum: 5\n  accounts:\n    - { id: 5, name: a }",
      own: "users: { maximum: 3 }",
      says: "base.yaml:4:13: users.accounts[0].id is 5; expected an ID from 1 to users.maximum, 3 (changed at bmc.yaml:2:8)",
    },
    {
      title: "an element whose name is misspelt",
      base: SENSORS,
      own: "sensors:\n  - { name: Fan1, settable: false }",
      says: 'bmc.yaml:3:5: sensors[4].type is missing; did you mean to change "Fan 1"?',
    },
    {
      title: "an element to remove that does not exist",
      base: SENSORS,
      own: "sensors: [{ name: CPU Tmp, remove: true }]",
      says: 'bmc.yaml:2:11: there is no sensor "CPU Tmp" to remove; did you mean "CPU Temp"?',
    },
    {
      title: "a name that several have",
      base: SENSORS,
      own: "sensors: [{ name: Fan 2, settable: false }]",
      says: 'bmc.yaml:2:11: 2 have "Fan 2" here; add number and lun',
    },
    {
      title: "an element that is changed twice",
      base: SENSORS,
      own: "sensors: [{ name: Fan 1 }, { number: 2 }]",
      says: "bmc.yaml:2:28: number 0x02 is twice in this list; expected once",
    },
    {
      title: "an unknown mark",
      base: SENSORS,
      own: "sensors: [{ name: Fan 1, remove: yes }]",
      says: "bmc.yaml:2:34: expected remove: true, or { remove: all } alone",
    },
    {
      title: "a misspelt key of an element",
      base: SENSORS,
      own: "sensors: [{ name: Fan 1, setable: false }]",
      says: "bmc.yaml:2:26: sensors[1].setable is not a setting; did you mean settable?",
    },
    {
      title: "a file that is not there, in a base",
      base: "extends: gone.yaml",
      own: "",
      says: "base.yaml:1:10: extends: gone.yaml: there is no such file",
    },
    {
      title: "broken YAML in a base",
      base: "name: [",
      own: "",
      says: "base.yaml:1:8: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    },
    {
      title: "an empty base",
      base: "# nothing",
      own: "",
      says: "bmc.yaml:1:10: extends: base.yaml: the file has no settings; for the defaults alone write {}",
    },
    {
      title: "a circle",
      base: "extends: [other.yaml]",
      own: "",
      says: "other.yaml:1:10: extends is circular: base.yaml → other.yaml → base.yaml; remove one of them",
    },
  ])("$title", ({ base, own, says }) => {
    fileWith("extends: ./base.yaml", "other.yaml");
    expect(wrong(base, own)).toBe(says);
  });

  test("a file that extends itself", () => {
    expect(complaint(fileWith("extends: bmc.yaml"))).toBe(
      "bmc.yaml:1:10: extends is circular: bmc.yaml → bmc.yaml; remove one of them",
    );
  });

  test("an unknown personality", () => {
    expect(complaint(fileWith("extends: [servr]"))).toMatch(/^bmc\.yaml:1:11: extends: servr is not a personality; /);
  });

  test("an empty name", () => {
    expect(complaint(fileWith("extends: 3"))).toMatch(/^bmc\.yaml:1:10: extends is 3; expected a personality \(/);
  });

  test("remove without extends", () => {
    expect(complaint(fileWith("sensors: [{ name: Fan 3, remove: true }]"))).toBe(
      'bmc.yaml:1:11: there is no sensor "Fan 3" to remove',
    );
  });

  test("mistakes of several files come file by file, the named file first", () => {
    expect(
      wrong("\n\ndevice: { id: a }", "sel: { capacity: a }")
        ?.split("\n")
        .map((line) => line.split(":")[0]),
    ).toEqual(["bmc.yaml", "base.yaml"]);
  });
});
