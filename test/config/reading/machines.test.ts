/** Several machines in one file: the settings of each, and the messages about mistakes. */
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { complaint, fileWith } from "../../support/config/config.ts";

const machinesOf = (yaml: string, env: NodeJS.ProcessEnv = {}) => loadConfig(fileWith(yaml), env).machines;

describe("a machine", () => {
  test("has the settings beside machines, overridden by its templates and itself", () => {
    const [plain, web] = machinesOf(`
device: { id: 1, revision: 1, productId: 1 }
templates:
  all: { device: { revision: 2, productId: 2 } }
  web: { extends: all, device: { productId: 3 } }
machines:
  - name: plain
  - { name: web, extends: web, device: { manufacturerId: 4 } }
`);
    expect(plain?.device).toMatchObject({ id: 1, revision: 1, productId: 1 });
    expect(web?.device).toMatchObject({ id: 1, revision: 2, productId: 3, manufacturerId: 4 });
  });

  test("extends files, without their settings of the daemon", () => {
    fileWith("name: other\nlog: { level: trace }\ndevice: { id: 7 }", "other.yaml");
    const config = loadConfig(fileWith("log: { level: warn }\nmachines: [{ name: a, extends: other.yaml }]"));
    expect(config.log.level).toBe("warn");
    expect(config.machines).toMatchObject([{ name: "a", device: { id: 7 } }]);
  });

  test("changes elements of lists beside machines", () => {
    const [a, b] = machinesOf(`
sensors: [{ number: 1, name: Fan 1, type: fan, units: rpm }, { number: 2, name: Fan 2, type: fan, units: rpm }]
machines:
  - { name: a, sensors: [{ name: Fan 2, remove: true }] }
  - { name: b, sensors: [{ name: Fan 2, settable: false }] }
`);
    expect(a?.sensors.map(({ name }) => name)).toEqual(["Fan 1"]);
    expect(b?.sensors.map(({ settable }) => settable)).toEqual([true, false]);
  });

  test("has GUIDs, an address and doors of its own", () => {
    const [a, b] = machinesOf("machines: [{ name: a }, { name: b }]");
    expect(a?.guid).not.toEqual(b?.guid);
    expect(a?.lan.macAddress).not.toEqual(b?.lan.macAddress);
    expect([a?.listen, b?.listen]).toEqual([["unix:a.sock"], ["unix:b.sock"]]);
  });

  test("is overridden by the environment, like all others", () => {
    const machines = machinesOf("machines: [{ name: a, device: { id: 1 } }, { name: b }]", {
      EXTERN_BMC_DEVICE_ID: "9",
      EXTERN_BMC_LISTEN: "unix:/run/{name}/bmc.sock",
    });
    expect(machines.map(({ device, listen }) => [device.id, ...listen])).toEqual([
      [9, "unix:/run/a/bmc.sock"],
      [9, "unix:/run/b/bmc.sock"],
    ]);
  });

  test("may extend a template with only comments", () => {
    expect(machinesOf("templates:\n  web:\n    # device: {}\nmachines: [{ name: a, extends: web }]")).toHaveLength(1);
  });

  test("may have its templates in a base without other settings", () => {
    fileWith("templates: { web: { device: { id: 5 } } }", "base.yaml");
    expect(complaint(fileWith("templates: { web: {} }"))).toBeUndefined();
    expect(machinesOf("extends: base.yaml\nmachines: [{ name: a, extends: web }]")).toMatchObject([
      { device: { id: 5 } },
    ]);
  });

  test("may be absent: machines are added while the daemon runs", () => {
    expect(machinesOf("machines: []")).toEqual([]);
  });

  test("replaces the machines of a base, and joins its templates", () => {
    fileWith("name: base\ntemplates: { web: { device: { id: 5 } } }\nmachines: [{ name: old }]", "base.yaml");
    const machines = machinesOf("extends: base.yaml\nmachines: [{ name: new, extends: web }]");
    expect(machines).toMatchObject([{ name: "new", device: { id: 5 } }]);
  });
});

describe("a range", () => {
  test("makes its machines, numbered in the form of its first number", () => {
    expect(machinesOf("machines: [{ name: 'vm[08-11]' }]").map(({ name }) => name)).toEqual([
      "vm08",
      "vm09",
      "vm10",
      "vm11",
    ]);
    expect(machinesOf("machines: [{ name: 'r1-s[9-10]-bmc' }]").map(({ name }) => name)).toEqual([
      "r1-s9-bmc",
      "r1-s10-bmc",
    ]);
  });

  test("placeholders stand for each machine's own values", () => {
    const machines = machinesOf(`
listen: ["unix:/run/{name}.sock", "tcp:127.0.0.1:{9000 + index}", "tcp:127.0.0.1:{10000+number}"]
systemInfo: { systemName: "node {number} of {index}" }
oemCommands: [{ netFn: 0x30, cmd: 1, data: "{0}" }]
machines: [{ name: "first[3-3]" }, { name: "vm[07-08]" }]
`);
    expect(machines.map(({ listen, systemInfo }) => [...listen, systemInfo.systemName])).toEqual([
      ["unix:/run/first3.sock", "tcp:127.0.0.1:9000", "tcp:127.0.0.1:10003", "node 3 of 0"],
      ["unix:/run/vm07.sock", "tcp:127.0.0.1:9001", "tcp:127.0.0.1:10007", "node 07 of 1"],
      ["unix:/run/vm08.sock", "tcp:127.0.0.1:9002", "tcp:127.0.0.1:10008", "node 08 of 2"],
    ]);
  });

  test("the value of `port` is a number; other text that has only digits stays text", () => {
    const machines = machinesOf(`
lan: { advertise: { port: "{7000 + index}" }, community: "{10 + index}" }
machines: [{ name: "vm[0-1]" }]
`);
    expect(machines.map(({ lan }) => [lan.advertise.port, lan.community])).toEqual([
      [7000, "10"],
      [7001, "11"],
    ]);
  });

  test("a file with one machine has no placeholders", () => {
    const [machine] = machinesOf('systemInfo: { systemName: "{name}" }');
    expect(machine?.systemInfo.systemName).toBe("{name}");
  });
});

describe("a mistake", () => {
  test.each<{ title: string; yaml: string; says: string }>([
    {
      title: "two machines of one name",
      yaml: "machines:\n  - name: vm3\n  - name: vm[0-9]",
      says: "bmc.yaml:3:11: two machines have the name vm3; expected each once",
    },
    {
      title: "more machines than are served, by several ranges",
      yaml: "machines:\n  - name: a[0-9999]\n  - name: b[0-1]\n  - name: c[0-9999]",
      says: "bmc.yaml:3:5: with this one there are 10002 machines; expected up to 10000",
    },
    {
      title: "one door for two",
      yaml: "machines:\n  - { name: a, listen: [tcp:9000] }\n  - { name: b, listen: [fd:3, tcp:127.0.0.1:9000] }",
      says: "bmc.yaml:3:31: b and a both have the door tcp:127.0.0.1:9000; expected each once",
    },
    {
      title: "one door for all, which is reported once",
      yaml: "listen: [tcp:9000]\nmachines: [{ name: 'vm[0-99]' }]",
      says: "bmc.yaml:1:10: vm1 and vm0 both have the door tcp:9000; expected each once",
    },
    {
      title: "a setting that all share is wrong once",
      yaml: "device: { id: 300 }\nmachines: [{ name: 'vm[0-99]', lan: { community: x } }]",
      says: "bmc.yaml:1:15: device.id is 300 (0x12c); expected a whole number from 0 to 255 (0xff)",
    },
    {
      title: "no name",
      yaml: "machines:\n  - device: { id: 1 }",
      says: "bmc.yaml:2:5: the machine has no name; expected one such as vm0 or vm[00-99]",
    },
    {
      title: "no list",
      yaml: "machines: { a: {} }",
      says: 'bmc.yaml:1:11: machines is not a list; expected lines such as "- name: vm0"',
    },
    {
      title: "a name beside machines",
      yaml: "name: a\nmachines: []",
      says: "bmc.yaml:1:1: name is set for all machines; expected one in each of machines",
    },
    {
      title: "a setting of the daemon in a machine",
      yaml: "machines:\n  - { name: a, log: { level: warn } }",
      says: "bmc.yaml:2:16: log is not a setting of a machine; expected at the top of the file",
    },
    {
      title: "machines in a machine",
      yaml: "machines:\n  - { name: a, machines: [] }",
      says: "bmc.yaml:2:16: machines is not a setting of a machine; expected at the top of the file",
    },
    {
      title: "a template that does not exist",
      yaml: "templates: { frontend: {} }\nmachines: [{ name: a, extends: fronted }]",
      says: "bmc.yaml:2:32: extends: fronted is neither a template nor a personality; did you mean frontend?",
    },
    {
      title: "a value in a template",
      yaml: "templates:\n  web: { device: { id: 300 } }\nmachines:\n  - { name: a, extends: web, device: { revision: 1 } }",
      says: "bmc.yaml:2:24: device.id is 300 (0x12c); expected a whole number from 0 to 255 (0xff) (changed at bmc.yaml:4:38)",
    },
    {
      title: "a template that is not a mapping",
      yaml: "templates: { web: 3 }\nmachines: [{ name: a, extends: web }]",
      says: "bmc.yaml:1:19: templates.web: expected a mapping",
    },
    {
      title: "templates in a circle",
      yaml: "templates:\n  a: { extends: b }\n  b: { extends: a }\nmachines: [{ name: x, extends: a }]",
      says: "bmc.yaml:3:17: extends is circular: a → b → a; remove one of them",
    },
    {
      title: "a range that runs backwards",
      yaml: "machines: [{ name: 'vm[9-0]' }]",
      says: 'bmc.yaml:1:20: name is "vm[9-0]": the range ends before it begins; expected [0-9]',
    },
    {
      title: "a range that is malformed",
      yaml: "machines: [{ name: 'vm[a-z]' }]",
      says: 'bmc.yaml:1:20: name is "vm[a-z]": expected one range, such as vm[00-99]',
    },
    {
      title: "a range far too large",
      yaml: "machines: [{ name: 'vm[0-1000000]' }]",
      says: 'bmc.yaml:1:20: name is "vm[0-1000000]": 1000001 machines; expected up to 10000',
    },
    {
      title: "a range in {…} without quotes",
      yaml: "machines: [{ name: vm[0-9] }]",
      says: "bmc.yaml:1:22: not YAML: a bracket inside text; put the text in quotes",
    },
    {
      title: "a placeholder in […] without quotes",
      yaml: "machines: [{ name: a, listen: [unix:/run/{name}.sock] }]",
      says: "bmc.yaml:1:42: not YAML: a bracket inside text; put the text in quotes",
    },
    {
      title: "a placeholder that does not exist",
      yaml: 'machines: [{ name: a, listen: ["unix:/run/{nmae}.sock"] }]',
      says: "bmc.yaml:1:32: listen: {nmae} is not a placeholder; expected {name}, {index}, {number} or {9000 + index}",
    },
    {
      title: "a number where the name has none",
      yaml: 'listen: ["tcp:127.0.0.1:{9000 + number}"]\nmachines: [{ name: a }]',
      says:
        "bmc.yaml:1:10: {9000 + number}: the machine's name has no number; " +
        "expected a name with a range, such as vm[00-99]",
    },
    {
      title: "a name with a space",
      yaml: "machines: [{ name: a b }]",
      says: 'bmc.yaml:1:20: name is "a b"; expected a name of 1 to 63 letters, digits, dashes, underscores or, but for the first, dots',
    },
    {
      title: "an unknown key in a machine",
      yaml: "machines:\n  - { name: a, devcie: { id: 1 } }",
      says: "bmc.yaml:2:16: devcie is not a setting; did you mean device?",
    },
    {
      title: "machines misspelt",
      yaml: "machnes: []",
      says: "bmc.yaml:1:1: machnes is not a setting; did you mean machines?",
    },
  ])("$title", ({ yaml, says }) => {
    expect(complaint(fileWith(yaml))).toBe(says);
  });

  test("a file that a machine extends and that has machines itself", () => {
    fileWith("machines: [{ name: a }]", "base.yaml");
    expect(complaint(fileWith("machines: [{ name: b, extends: base.yaml }]"))).toBe(
      "base.yaml:1:1: machines is set in a file that a machine extends; expected one machine's settings",
    );
  });

  test("--name, with several machines", () => {
    const flag = { origin: "--name", path: ["name"], value: "x" };
    expect(complaint(fileWith("machines: [{ name: a }, { name: b }]"), {}, [flag])).toBe(
      "--name: name is set for all machines; expected one in each of machines",
    );
  });
});
