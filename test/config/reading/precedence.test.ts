/** Defaults < file < environment < flags, and how text becomes a value. */
import { describe, expect, test } from "vitest";
import { environmentName } from "../../../src/config/reading/override.ts";
import { configSchema, type MachineConfig } from "../../../src/config/schema/schema.ts";
import { settings } from "../../../src/config/schema/settings.ts";
import { fileWith, loadMachine } from "../../support/config/config.ts";

test("gives the defaults without any source", () => {
  expect(loadMachine(undefined)).toEqual(configSchema.parse({}));
});

describe("a later source overrides an earlier one, setting by setting", () => {
  const file = fileWith("name: file\nlog: { level: warn, format: json }\nlisten: [fd:3, fd:4]\ndevice: { id: 1 }\n");
  const env = { EXTERN_BMC_NAME: "environment", EXTERN_BMC_LOG_LEVEL: "error", EXTERN_BMC_LISTEN: "fd:5" };
  const flags = [{ origin: "--name", path: ["name"], value: "flag" }];

  test.each<{ title: string; config: MachineConfig; expected: Partial<MachineConfig> }>([
    {
      title: "file",
      config: loadMachine(file),
      expected: { name: "file", log: { level: "warn", format: "json" }, listen: ["fd:3", "fd:4"] },
    },
    {
      title: "file and environment",
      config: loadMachine(file, env),
      expected: { name: "environment", log: { level: "error", format: "json" }, listen: ["fd:5"] },
    },
    {
      title: "file, environment and flags",
      config: loadMachine(file, env, flags),
      expected: { name: "flag", log: { level: "error", format: "json" }, listen: ["fd:5"] },
    },
    {
      title: "environment alone",
      config: loadMachine(undefined, env),
      expected: { name: "environment", log: { level: "error", format: "auto" }, listen: ["fd:5"] },
    },
  ])("$title", ({ config, expected }) => {
    expect(config).toMatchObject(expected);
  });

  test("the file of the command line wins over EXTERN_BMC_CONFIG, which wins over none", () => {
    const other = fileWith("name: other", "other.yaml");
    expect(loadMachine(undefined, { EXTERN_BMC_CONFIG: other }).name).toBe("other");
    expect(loadMachine(file, { EXTERN_BMC_CONFIG: other }).name).toBe("file");
  });

  test("EXTERN_BMC_MACHINE and EXTERN_BMC_QEMU, variables for commands, are no settings", () => {
    expect(loadMachine(undefined, { EXTERN_BMC_MACHINE: "vm0", EXTERN_BMC_QEMU: "/opt/qemu" }).name).toBe("bmc");
  });

  test("a mapping with only comments counts as left out", () => {
    expect(loadMachine(fileWith("device:\n  # id: 1\ntls:\n"))).toEqual(configSchema.parse({}));
  });
});

describe("the text of a variable", () => {
  test.each<{ name: string; text: string; at: (config: MachineConfig) => unknown; value: unknown }>([
    { name: "EXTERN_BMC_NAME", text: "007", at: ({ name }) => name, value: "007" },
    { name: "EXTERN_BMC_NAME", text: "", at: ({ name }) => name, value: "bmc" },
    {
      name: "EXTERN_BMC_LISTEN",
      text: "tcp:[::1]:0, fd:3",
      at: ({ listen }) => listen,
      value: ["tcp:[::1]:0", "fd:3"],
    },
    { name: "EXTERN_BMC_LISTEN", text: "[fd:3, fd:4]", at: ({ listen }) => listen, value: ["fd:3", "fd:4"] },
    { name: "EXTERN_BMC_DEVICE_ID", text: "0x42", at: ({ device }) => device.id, value: 0x42 },
    { name: "EXTERN_BMC_DEVICE_MANUFACTURER_ID", text: "343", at: ({ device }) => device.manufacturerId, value: 343 },
    { name: "EXTERN_BMC_DEVICE_IPMI_VERSION", text: "1.5", at: ({ device }) => device.ipmiVersion, value: "1.5" },
    { name: "EXTERN_BMC_DEVICE_FIRMWARE_MINOR", text: "99", at: ({ device }) => device.firmware.minor, value: 99 },
    { name: "EXTERN_BMC_DEVICE_SUPPORTS", text: "sel,fru", at: ({ device }) => device.supports, value: ["sel", "fru"] },
    { name: "EXTERN_BMC_DEVICE_SUPPORTS", text: "sel", at: ({ device }) => device.supports, value: ["sel"] },
    { name: "EXTERN_BMC_LAN_CIPHER_SUITES", text: "17", at: ({ lan }) => lan.cipherSuites, value: [17] },
    { name: "EXTERN_BMC_LAN_CIPHER_SUITES", text: "3, 17", at: ({ lan }) => lan.cipherSuites, value: [3, 17] },
    { name: "EXTERN_BMC_DEVICE_SUPPORTS", text: "[]", at: ({ device }) => device.supports, value: [] },
    {
      name: "EXTERN_BMC_DEVICE_AUXILIARY_FIRMWARE",
      text: "01020304",
      at: ({ device }) => device.auxiliaryFirmware,
      value: Uint8Array.of(1, 2, 3, 4),
    },
    { name: "EXTERN_BMC_CHASSIS_POWER_ON", text: "false", at: ({ chassis }) => chassis.powerOn, value: false },
    {
      name: "EXTERN_BMC_OEM_COMMANDS",
      text: '[{netFn: 0x30, cmd: 1, match: "01 ?? *", data: [0xde, 0xad]}]',
      at: ({ oemCommands }) => oemCommands,
      value: [
        {
          netFn: 0x30,
          cmd: 1,
          match: { bytes: [1, null], open: true },
          completionCode: 0,
          data: [0xde, 0xad],
          set: {},
        },
      ],
    },
  ])("$name=$text", ({ name, text, at, value }) => {
    expect(at(loadMachine(undefined, { [name]: text }))).toEqual(value);
  });

  test("every setting has a variable of its own", () => {
    const names = settings().map(({ path }) => environmentName(path));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("EXTERN_BMC_DEVICE_MANUFACTURER_ID");
    expect(names).toContain("EXTERN_BMC_TLS_CLIENT_CA_FILE");
  });
});

test("file names in a file are relative to it, in a variable to the current directory", () => {
  const file = fileWith("tls: { certFile: cert.pem, keyFile: ./cert.pem }");
  const cert = fileWith("", "cert.pem");
  expect(loadMachine(file).tls).toEqual({ certFile: cert, keyFile: cert });
  expect(loadMachine(file, { EXTERN_BMC_TLS_KEY_FILE: "package.json" }).tls).toEqual({
    certFile: cert,
    keyFile: "package.json",
  });
});

test("an IPMI version without quotes, which YAML reads as a number", () => {
  expect(loadMachine(fileWith("device: { ipmiVersion: 2.0 }")).device.ipmiVersion).toBe("2.0");
  expect(loadMachine(fileWith("device: { ipmiVersion: 1.5 }")).device.ipmiVersion).toBe("1.5");
});
