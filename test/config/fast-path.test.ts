/** The fast path makes exactly what the schema makes, and leaves everything that the schema refuses. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { personalityModules } from "../../scripts/build/personalities.ts";
import { plainConfig, plainPersonality } from "../../src/config/fast-path.ts";
import { type LoadedConfig, loadConfig } from "../../src/config/load.ts";
import type { Override } from "../../src/config/reading/override.ts";
import { DEFAULTS } from "../../src/config/schema/defaults.ts";
import { startConfig } from "../../src/config/start.ts";
import { directory, fileWith } from "../support/config/config.ts";

const flag = (path: string, value: unknown): Override => ({ origin: "--flag", path: path.split("."), value });

/** Nothing when the schema refuses it. */
function bySchema(env: NodeJS.ProcessEnv, flags: readonly Override[]): LoadedConfig | undefined {
  try {
    return loadConfig(undefined, env, flags);
  } catch {
    return undefined;
  }
}

describe("settings that the fast path takes", () => {
  test.each<{ title: string; env?: NodeJS.ProcessEnv; flags?: readonly Override[] }>([
    { title: "nothing said" },
    { title: "doors", flags: [flag("listen", ["unix:a.sock", "tcp:127.0.0.1:0", "tcp:[::1]:0", "fd:3"])] },
    { title: "doors that dial", flags: [flag("listen", ["connect:unix:/run/a.sock", "connect:tcp:qemu:9002"])] },
    { title: "doors with an interface", flags: [flag("listen", ["unix:a.sock", "unix:b.sock,interface=ssif"])] },
    {
      title: "doors with an interface in a variable",
      env: { EXTERN_BMC_LISTEN: "unix:a.sock,unix:b.sock,interface=ssif,tcp:127.0.0.1:0" },
    },
    { title: "a name", flags: [flag("name", "vm-07.x")] },
    { title: "the log", flags: [flag("log.level", "warn"), flag("log.format", "json")] },
    { title: "a control socket", flags: [flag("control.socket", "off")] },
    { title: "records", flags: [flag("record.journal", "a.jsonl"), flag("record.pcap", "a.pcapng")] },
    { title: "a state directory", flags: [flag("state.directory", "state")] },
    {
      title: "variables",
      env: {
        EXTERN_BMC_NAME: "007",
        EXTERN_BMC_LISTEN: "tcp:0.0.0.0:9002,unix:/run/a.sock",
        EXTERN_BMC_LOG_LEVEL: "debug",
        EXTERN_BMC_CONTROL_SOCKET: "/run/c.sock",
        EXTERN_BMC_RECORD_PCAP: "",
        EXTERN_BMCNAME: "no variable of ours",
        PATH: "/bin",
      },
    },
    { title: "a flag over a variable", env: { EXTERN_BMC_NAME: "variable" }, flags: [flag("name", "flag")] },
  ])("$title", ({ env = {}, flags = [] }) => {
    const config = plainConfig(env, flags);
    expect(config).toBeDefined();
    expect(config).toEqual(loadConfig(undefined, env, flags));
  });
});

describe("personalities that the build has finished", () => {
  const build = pathToFileURL(`${directory}/`);
  const modules = personalityModules();
  for (const [name, text] of modules) writeFileSync(join(directory, name), text);
  const names = [...modules.keys()].map((file) => file.slice("personality-".length, -".js".length));
  const base = (name: string) => flag("extends", name);

  test.each(names)("%s is what the schema makes of its YAML", async (name) => {
    expect(await plainPersonality({}, [base(name)], build)).toEqual(loadConfig(undefined, {}, [base(name)]));
    const flags = [base(name), flag("listen", ["unix:a.sock"]), flag("name", "vm0"), flag("state.directory", "state")];
    expect(await plainPersonality({}, flags, build)).toEqual(loadConfig(undefined, {}, flags));
  });

  test("the server is one of them", () => {
    expect(names).toContain("server");
  });

  test.each([
    ["a file", [base("server.yaml")]],
    ["no personality", [base("sever")]],
    ["two bases", [base("server"), base("blade")]],
    ["a list of bases", [flag("extends", ["server"])]],
    ["another setting", [base("server"), flag("device.id", 1)]],
    ["a door with an interface", [base("server"), flag("listen", ["unix:a,interface=ssif"])]],
  ])("%s is left to the schema", async (_, flags) => {
    expect(await plainPersonality({}, flags, build)).toBeUndefined();
  });

  test("a clone, which has no build, reads the YAML", async () => {
    expect(await plainPersonality({}, [base("server")])).toBeUndefined();
    expect((await startConfig(undefined, {}, [base("server")])).machines[0]?.sensors).toHaveLength(61);
  });
});

describe("settings that it leaves to the schema", () => {
  test.each<{ title: string; env?: NodeJS.ProcessEnv; flags?: readonly Override[] }>([
    { title: "a file", env: { EXTERN_BMC_CONFIG: "bmc.yaml" } },
    { title: "a base", flags: [flag("extends", "server")] },
    { title: "a setting that asks for others", env: { EXTERN_BMC_DEVICE_ID: "7" } },
    { title: "a variable that means nothing", env: { EXTERN_BMC_LISTN: "fd:3" } },
    { title: "a door with certificates", flags: [flag("listen", ["tls:0.0.0.0:9002"])] },
    { title: "no address", flags: [flag("listen", ["unix:"])] },
    { title: "no interface", flags: [flag("listen", ["unix:a,interface=smic"])] },
    { title: "a door twice with two interfaces", flags: [flag("listen", ["unix:a", "unix:./a,interface=kcs"])] },
    { title: "a door twice", flags: [flag("listen", ["unix:a", "unix:./a"])] },
    { title: "a list in YAML", env: { EXTERN_BMC_LISTEN: '["fd:3"]' } },
    { title: "a name that is not allowed", flags: [flag("name", ".hidden")] },
  ])("$title", ({ env = {}, flags = [] }) => {
    expect(plainConfig(env, flags)).toBeUndefined();
  });
});

const words = fc.constantFrom(
  "",
  "auto",
  "off",
  "debug",
  "json",
  "vm0",
  ".x",
  "a b",
  "fd:3",
  "tls:a:1",
  "unix:a, fd:4",
  "unix:a,interface=kcs",
  "interface=kcs",
);
const text = fc.oneof(words, fc.string({ maxLength: 12 }));
const doors = fc.array(fc.oneof(text, fc.constantFrom("unix:a", "unix:b", "tcp:1", "connect:fd:3")), { maxLength: 3 });
const path = fc.constantFrom(
  "name",
  "listen",
  "log.level",
  "log.format",
  "control.socket",
  "record.pcap",
  "http.listen",
);
const flags = fc.array(
  fc.tuple(path, fc.oneof(text, doors, fc.integer())).map(([at, value]) => flag(at, value)),
  { maxLength: 3 },
);
const variable = fc.constantFrom("NAME", "LISTEN", "LOG_LEVEL", "LOG_FORMAT", "STATE_DIRECTORY", "RECORD", "NAM");
const env = fc
  .array(fc.tuple(variable, fc.oneof(text, doors.map(String))), { maxLength: 3 })
  .map((entries) => Object.fromEntries(entries.map(([name, value]) => [`EXTERN_BMC_${name}`, value])));

test("agrees with the schema on any settings, right or wrong", () => {
  let plain = 0;
  const same = fc.property(env, flags, (variables, overrides) => {
    const config = plainConfig(variables, overrides);
    if (!config) return;
    plain++;
    expect(config).toEqual(bySchema(variables, overrides));
  });
  fc.assert(same, { numRuns: 2000 });
  expect(plain).toBeGreaterThan(200);
});

test("machines share nothing with the defaults, nor with each other", () => {
  const [one, other] = [plainConfig({}, []), plainConfig({}, [])];
  for (const key of Object.keys(DEFAULTS)) {
    const [mine, its] = [one, other].map((config) => Object(config?.machines[0])[key]);
    if (typeof mine === "object") expect(mine, key).not.toBe(its);
  }
});

test("a start takes either path, and reads a file", async () => {
  expect(await startConfig(undefined, {}, [flag("name", "plain")])).toMatchObject({
    machines: [{ name: "plain" }],
  });
  expect(await startConfig(fileWith("name: file"), {})).toMatchObject({ machines: [{ name: "file" }] });
  await expect(startConfig(undefined, {}, [flag("name", "a b")])).rejects.toThrow(/^--flag: name is "a b"/);
});
