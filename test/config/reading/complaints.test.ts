/** Whole messages about files that are not configurations, and about variables and flags. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ADDRESS_FORMS, complaint, directory, fileWith } from "../../support/config/config.ts";

const NO_KEY = "a mapping or a list as a key; expected a name (text with braces or brackets needs quotes)";

describe("a file that is not a configuration", () => {
  test.each<{ title: string; yaml: string; says: string }>([
    { title: "empty", yaml: "", says: "bmc.yaml: the file has no settings; for the defaults alone write {}" },
    {
      title: "only comments",
      yaml: "# a\n",
      says: "bmc.yaml: the file has no settings; for the defaults alone write {}",
    },
    {
      title: "a list",
      yaml: "- a\n",
      says: 'bmc.yaml:1:1: the file is not a mapping; expected lines such as "name: bmc"',
    },
    {
      title: "a word",
      yaml: "\nhello",
      says: 'bmc.yaml:2:1: the file is not a mapping; expected lines such as "name: bmc"',
    },
    {
      title: "two documents",
      yaml: "name: a\n---\nname: b\n",
      says: "bmc.yaml:2:1: a second document starts here; expected one per file",
    },
    {
      title: "one key twice",
      yaml: "name: a\nguid: auto\nname: b\n",
      says: "bmc.yaml:3:1: this key is twice in one mapping; expected once",
    },
    { title: "an unknown tag", yaml: "name: !secret a", says: "bmc.yaml:1:7: not YAML: Unresolved tag: !secret" },
    {
      title: "a hundred levels and one",
      yaml: `sensors: ${"[".repeat(100)}${"]".repeat(100)}`,
      says: "bmc.yaml:1:109: nested too deep; expected up to 100 levels",
    },
    {
      title: "an alias that grows without end",
      yaml: `a: &a [x, x]\n${[..."bcdefgh"].map((k, i) => `${k}: &${k} [${`*${"abcdefgh"[i]}, `.repeat(9)}]`).join("\n")}`,
      says: "bmc.yaml: Excessive alias count indicates a resource exhaustion attack",
    },
  ])("$title", ({ yaml, says }) => {
    expect(complaint(fileWith(yaml))).toBe(says);
  });

  test("more levels than the parser can read", () => {
    const yaml = `sensors: ${"{ a: ".repeat(50_000)}${"}".repeat(50_000)}`;
    expect(complaint(fileWith(yaml))).toMatch(/^bmc\.yaml:1:\d+: nested too deep; expected up to 100 levels$/);
  });

  test("a missing file", () => {
    expect(complaint(join(directory, "nope.yaml"))).toBe("nope.yaml: there is no such file");
  });

  test("a directory", () => {
    mkdirSync(join(directory, "folder"));
    expect(complaint(join(directory, "folder"))).toBe("folder: a directory; expected a file");
  });
});

test("a wrong password, token or key is not repeated", () => {
  const secret = "hush ".repeat(10);
  const yaml = [
    `http: { token: "${secret}" }`,
    `lan: { listen: "udp:127.0.0.1:0", kg: "${secret}" }`,
    `users: { accounts: [{ id: 2, name: a, password: "${secret}" }] }`,
  ];
  const says = complaint(fileWith(yaml.join("\n")));
  expect(says).toContain("users.accounts[0].password is wrong; expected text of up to 20 printable ASCII characters");
  expect(says?.split("\n")).toHaveLength(3);
  expect(says).not.toContain("hush");
});

describe("a variable or flag", () => {
  test.each<{ title: string; env: NodeJS.ProcessEnv; says: string }>([
    {
      title: "a value that is not allowed is reported with the variable's name",
      env: { EXTERN_BMC_DEVICE_ID: "0x1ff" },
      says: "EXTERN_BMC_DEVICE_ID: device.id is 511 (0x1ff); expected a whole number from 0 to 255 (0xff)",
    },
    {
      title: "a name that no setting has",
      env: { EXTERN_BMC_LOGLEVEL: "info" },
      says: "EXTERN_BMC_LOGLEVEL: no setting has this name; did you mean EXTERN_BMC_LOG_LEVEL?",
    },
    {
      title: "a name that is like none",
      env: { EXTERN_BMC_COFFEE: "1" },
      says: "EXTERN_BMC_COFFEE: no setting has this name",
    },
    {
      title: "an item of a list",
      env: { EXTERN_BMC_LISTEN: "fd:3,tcp:a" },
      says:
        'EXTERN_BMC_LISTEN: listen[1]: "tcp:a" is not an address: "a" is not HOST:PORT ' +
        `(an IPv6 address stands in brackets); valid are ${ADDRESS_FORMS}`,
    },
    {
      title: "text that is not even YAML",
      env: { EXTERN_BMC_CHASSIS_POWER_ON: "[" },
      says: 'EXTERN_BMC_CHASSIS_POWER_ON: chassis.powerOn is "["; expected true or false',
    },
    {
      title: "a list that is broken YAML",
      env: { EXTERN_BMC_OEM_COMMANDS: "[{netFn: 0x30, cmd: 1" },
      says:
        "EXTERN_BMC_OEM_COMMANDS: it is not YAML: Flow map in block collection must be sufficiently indented and end with a } " +
        "(at character 22)",
    },
    {
      title: "a missing setting beside one from a variable",
      env: { EXTERN_BMC_TLS_CERT_FILE: "/dev/null" },
      says: "tls.keyFile is missing; expected a file name",
    },
  ])("$title", ({ env, says }) => {
    expect(complaint(undefined, env)).toBe(says);
  });

  test("mappings as keys of each other, whose text would exhaust the memory", () => {
    expect(complaint(fileWith(`${"{".repeat(48)}${"}".repeat(48)}`))).toBe(`bmc.yaml:1:2: ${NO_KEY}`);
  });

  test("a mapping as a key, of which Node does not warn", async () => {
    const warned: Error[] = [];
    process.on("warning", (warning) => warned.push(warning));
    expect(complaint(fileWith("device: { { id }: 1 }"))).toBe(`bmc.yaml:1:11: ${NO_KEY}`);
    await new Promise(setImmediate);
    expect(warned).toEqual([]);
  });

  test("variables, flags and file at once", () => {
    const flag = { origin: "--log-level", path: ["log", "level"], value: "loud" };
    expect(complaint(fileWith("chassis: 1"), { EXTERN_BMC_NAME: "a b" }, [flag])?.split("\n")).toEqual([
      '--log-level: log.level is "loud"; expected one of trace, debug, info, warn, error, fatal, silent',
      'EXTERN_BMC_NAME: name is "a b"; expected a name of 1 to 63 letters, digits, dashes, underscores or, but for the first, dots',
      "bmc.yaml:1:10: chassis is 1; expected a mapping",
    ]);
  });
});
