/** Warnings about values that readings can only approximate, and the places they name. */
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { directory, fileWith } from "../support/config/config.ts";
import { runCli } from "../support/daemon/cli.ts";

const warningsOf = (yaml: string) =>
  loadConfig(fileWith(yaml)).warnings.map((line) => line.replaceAll(`${directory}/`, ""));
const yaml = (settings: string) => `sensors:\n  - { name: A, type: voltage, units: V, ${settings} }\n`;

describe("a value that is only approximated", () => {
  it.each<[string, string, string[]]>([
    [
      "values that no common step fits",
      yaml("reading: 0.5, thresholds: { upper critical: 200 }"),
      [
        "bmc.yaml:2:50: sensors[0].reading: 0.5 V is shown as 0.87 V, as readings there are 0.87 V apart. Write resolution: " +
          "0.87 if that is fine enough, or a narrower range",
        "bmc.yaml:2:85: sensors[0].thresholds.upper critical: 200 V is shown as 200.1 V, as readings there are 0.87 V apart. " +
          "Write resolution: 0.87 if that is fine enough, or a narrower range",
      ],
    ],
    [
      "a value that the given factors cannot express",
      yaml("reading: 12.1, m: 6, rExponent: -2"),
      [
        "bmc.yaml:2:50: sensors[0].reading: 12.1 V is shown as 12.12 V, as readings there are 0.06 V apart. Leave out m, b " +
          "and their exponents to have fitting ones chosen",
      ],
    ],
    [
      "a hysteresis between two counts",
      yaml("m: 1, hysteresis: { positive: 0.4 V }"),
      [
        "bmc.yaml:2:71: sensors[0].hysteresis.positive: 0.4 V is shown as 0 V, as readings there are 1 V apart. Leave out m, " +
          "b and their exponents to have fitting ones chosen",
      ],
    ],
    [
      "a resolution that is out of reach",
      yaml("reading: 49.95, range: [0, 100], resolution: 0.01"),
      [
        "bmc.yaml:2:50: sensors[0].reading: 49.95 V is shown as 49.911 V, as readings there are 0.393 V apart. A narrower " +
          "range gives finer steps",
      ],
    ],
    ["a value off by less than half of the resolution", yaml("reading: 49.95, range: [0, 100], resolution: 0.5"), []],
    ["a value off by less than three decimals show", yaml("reading: 3.3003, m: 15, rExponent: -3"), []],
    [
      "raw bytes",
      yaml('reading: raw 7, thresholds: { upper critical: "raw 0xff", upper non-critical: raw 3 }, m: 3'),
      [],
    ],
  ])("%s", (_title, text, says) => {
    expect(warningsOf(text)).toEqual(says);
  });

  const ORDER =
    "expected lowerNonRecoverable <= lowerCritical <= lowerNonCritical < upperNonCritical <= upperCritical <= " +
    "upperNonRecoverable";

  it.each<[string, string, string[]]>([
    [
      "thresholds in the wrong order",
      yaml("thresholds: { upper critical: 85, upper non-critical: 95 }"),
      [`bmc.yaml:2:71: sensors[0].thresholds.upper critical: 85 V is lower than upper non-critical, 95 V; ${ORDER}`],
    ],
    [
      "a lower threshold at an upper one",
      yaml("thresholds: { lowerNonCritical: 85, upperCritical: 85 }"),
      [`bmc.yaml:2:92: sensors[0].thresholds.upperCritical: 85 V is no higher than lowerNonCritical, 85 V; ${ORDER}`],
    ],
    [
      "a threshold above the maximum, and a reading below the minimum",
      yaml("m: 1, minimum: 10, maximum: 100, reading: 5, thresholds: { upperCritical: 110 }"),
      [
        "bmc.yaml:2:83: sensors[0].reading: 5 V is below its lowest, 10 V; expected a value within the range, or a wider range",
        "bmc.yaml:2:115: sensors[0].thresholds.upperCritical: 110 V is above its highest, 100 V; expected a value within " +
          "the range, or a wider range",
      ],
    ],
    [
      "a minimum above the maximum",
      yaml("m: 1, minimum: 100, maximum: 10"),
      ["bmc.yaml:2:56: sensors[0].minimum: from 100 V to 10 V; expected the lowest value first, then a higher one"],
    ],
    [
      "ends of 00h, which state nothing",
      yaml("m: 1, minimum: raw 0x00, maximum: raw 0x00, reading: 5, thresholds: { upperCritical: 110 }"),
      [],
    ],
    [
      "a state outside of those that it can report",
      "sensors:\n  - { name: A, type: button, states: [0], asserted: [reset button pressed] }\n",
      ["bmc.yaml:2:54: sensors[0].asserted[0]: the sensor does not report this state; expected one of its states"],
    ],
  ])("what real records have: %s", (_title, text, says) => {
    expect(warningsOf(text)).toEqual(says);
  });

  it("names the satellite's sensor, among several", () => {
    const text =
      "satellites:\n  - address: 0x82\n    name: blade\n    sensors:\n      - { name: A, type: button, states: [0] }\n" +
      "      - { name: B, type: voltage, units: V, m: 1, reading: 0.4 }\n";
    expect(warningsOf(text)).toEqual([
      expect.stringMatching(/^bmc\.yaml:6:60: satellites\[0\]\.sensors\[1\]\.reading: 0\.4 V is shown as 0 V, /),
    ]);
  });

  it("is printed by check, which succeeds", async () => {
    const { code, stdout, stderr } = await runCli(["check", fileWith(yaml("m: 1, reading: 0.4"))]);
    expect(stderr).toContain("bmc.yaml:2:56: sensors[0].reading: 0.4 V is shown as 0 V");
    expect(stderr).toMatch(/ \(warning\)\n$/);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${directory}/bmc.yaml: ok\n` });
  });
});

const lan = (settings: string) => warningsOf(`lan: { ${settings} }\n`);
const door = 'listen: "udp:127.0.0.1:0"';

describe("authentication types", () => {
  it("none lets everyone in, and the LAN door does not serve MD2", () => {
    expect(lan(`authenticationTypes: [none, md2, md5], ${door}`)).toEqual([
      "bmc.yaml:1:29: lan.authenticationTypes has none: any client that reaches lan.listen can log in without a password",
      "bmc.yaml:1:29: lan.authenticationTypes has md2, which the LAN door does not serve; it serves none, md5, password",
    ]);
  });

  it("none that no level has lets nobody in", () => {
    const levels = ["callback", "user", "operator", "administrator"].map((level) => `${level}: [md5]`);
    const types = "authenticationTypes: [none, md5]";
    expect(lan(`${types}, authenticationEnables: { ${levels.join(", ")} }, ${door}`)).toEqual([]);
    expect(lan(`${types}, authenticationEnables: { ${levels.slice(1).join(", ")} }, ${door}`)).toHaveLength(1);
  });

  it("may be those of any BMC without a LAN door", () => {
    expect(lan("authenticationTypes: [none, md2, oem]")).toEqual([]);
  });
});

describe("cipher suites", () => {
  it("0 lets everyone in, and the LAN door does not serve those with xRC4", () => {
    expect(lan(`cipherSuites: [0, 3, 4], ${door}`)).toEqual([
      "bmc.yaml:1:22: lan.cipherSuites has 0: any client that reaches lan.listen can log in without a password",
      "bmc.yaml:1:22: lan.cipherSuites has 4, which the LAN door does not serve; " +
        "it serves 0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17",
    ]);
  });

  it("may be those of any BMC without a LAN door", () => {
    expect(lan("cipherSuites: [0, 3, 4]")).toEqual([]);
  });
});
