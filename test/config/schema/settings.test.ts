/** Whole messages about unusable settings, one line for each problem. */
import { describe, expect, test } from "vitest";
import { ADDRESS_FORMS, complaint, fileWith } from "../../support/config/config.ts";

const BYTES = 'either as text in hex ("de ad be ef", in quotes) or as a list ([0xde, 0xad])';
const TEMPLATE =
  '0 to 251 bytes, either as text in hex ("de ad {0} {fanMode}", in quotes: {0} is the request\'s first data byte, ' +
  "{fanMode} a byte of oemState) or as a list ([0xde, 0xad])";

interface Mistake {
  readonly title: string;
  readonly yaml: string;
  readonly says: string;
}

describe("a bad value", () => {
  test.each<Mistake>([
    {
      title: "a number that is too large",
      yaml: "device:\n  id: 0x100\n",
      says: "bmc.yaml:2:7: device.id is 256 (0x100); expected a whole number from 0 to 255 (0xff)",
    },
    {
      title: "a number that is negative",
      yaml: "device: { revision: -1 }",
      says: "bmc.yaml:1:21: device.revision is -1; expected a whole number from 0 to 15",
    },
    {
      title: "a fraction",
      yaml: "device: { revision: 1.5 }",
      says: "bmc.yaml:1:21: device.revision is 1.5; expected a whole number from 0 to 15",
    },
    {
      title: "a manufacturer of 21 bits",
      yaml: "device: { manufacturerId: 0x100000 }",
      says:
        "bmc.yaml:1:27: device.manufacturerId is 1048576 (0x100000); " +
        "expected a whole number from 0 to 1048575 (0xfffff)",
    },
    {
      title: "a number in quotes",
      yaml: 'device: { id: "32" }',
      says: 'bmc.yaml:1:15: device.id is "32"; expected a whole number from 0 to 255 (0xff)',
    },
    {
      title: "a minor firmware revision that BCD cannot show",
      yaml: "device:\n  firmware:\n    minor: 100\n",
      says: 'bmc.yaml:3:12: device.firmware.minor is 100 (0x64); expected a whole number from 0 to 99 (0x63), or the byte itself ("raw 0x0b")',
    },
    {
      title: "an unknown word",
      yaml: "selfTest: { result: pased }",
      says: 'bmc.yaml:1:21: selfTest.result is "pased"; expected one of passed, notImplemented, corrupted, fatal',
    },
    {
      title: "an unknown IPMI version",
      yaml: "device: { ipmiVersion: 3.0 }",
      says: "bmc.yaml:1:24: device.ipmiVersion is 3; expected 1.5 or 2.0",
    },
    {
      title: "yes, which is a text in YAML 1.2",
      yaml: "chassis: { powerOn: yes }",
      says: 'bmc.yaml:1:21: chassis.powerOn is "yes"; expected true or false',
    },
    {
      title: "three bytes in place of four",
      yaml: 'device: { auxiliaryFirmware: "00 00 01" }',
      says: `bmc.yaml:1:30: device.auxiliaryFirmware is "00 00 01"; expected 4 bytes, ${BYTES}`,
    },
    {
      title: "bytes without quotes, which YAML takes for a number",
      yaml: "oemCommands:\n  - { netFn: 0x30, cmd: 0, data: 12 }",
      says: `bmc.yaml:2:34: oemCommands[0].data is 12 (0xc); expected ${TEMPLATE}`,
    },
    {
      title: "a template with a placeholder left open",
      yaml: 'oemCommands:\n  - { netFn: 0x30, cmd: 0, data: "01 {0" }',
      says: `bmc.yaml:2:34: oemCommands[0].data is "01 {0"; expected ${TEMPLATE}`,
    },
    {
      title: "a change to two bytes",
      yaml: 'oemState: { mode: 0 }\noemCommands:\n  - { netFn: 0x30, cmd: 0, set: { mode: "{0} {1}" } }',
      says:
        'bmc.yaml:3:41: oemCommands[0].set.mode is "{0} {1}"; expected a whole number from 0 to 255 (0xff), ' +
        'or "{0}" (the request\'s first data byte) or "{fanMode}"',
    },
    {
      title: "a state byte of nine bits",
      yaml: "oemState: { mode: 256 }",
      says: "bmc.yaml:1:19: oemState.mode is 256 (0x100); expected a whole number from 0 to 255 (0xff)",
    },
    {
      title: "a state byte with a name that no placeholder can have",
      yaml: "oemState:\n  fan-mode: 1\n",
      says: "bmc.yaml:2:3: oemState.fan-mode: expected a name of letters, digits and underscores that begins with a letter",
    },
    {
      title: "a state byte that is not declared, in the answer",
      yaml: 'oemState: { mode: 0 }\noemCommands:\n  - { netFn: 0x30, cmd: 0, data: "{mod}" }',
      says: "bmc.yaml:3:34: oemCommands[0].data: state byte mod does not exist; expected one of oemState's: mode",
    },
    {
      title: "a change of an undeclared state byte",
      yaml: "oemCommands:\n  - { netFn: 0x30, cmd: 0, set: { constructor: 1 } }",
      says:
        "bmc.yaml:2:48: oemCommands[0].set.constructor: state byte constructor does not exist; " +
        "expected constructor under oemState",
    },
    {
      title: "the netFn of an answer",
      yaml: "oemCommands:\n  - { netFn: 0x31, cmd: 0 }",
      says: "bmc.yaml:2:14: oemCommands[0].netFn is 49 (0x31); expected an even number, as the netFn of a request is",
    },
    {
      title: "a pattern with half a byte",
      yaml: 'oemCommands:\n  - { netFn: 0x30, cmd: 0, match: "0? *" }',
      says:
        'bmc.yaml:2:35: oemCommands[0].match is "0? *"; expected bytes in hex, in quotes: "01 ?? 03" ' +
        "(?? is any byte), with * at the end if more may follow",
    },
    {
      title: "a GUID with a digit missing",
      yaml: "guid: 00112233-4455-6677-8899-aabbccddeef",
      says:
        'bmc.yaml:1:7: guid is "00112233-4455-6677-8899-aabbccddeef"; ' +
        "expected a GUID such as 00112233-4455-6677-8899-aabbccddeeff, or auto",
    },
    {
      title: "a machine's name with a space",
      yaml: "name: my bmc",
      says: 'bmc.yaml:1:7: name is "my bmc"; expected a name of 1 to 63 letters, digits, dashes, underscores or, but for the first, dots',
    },
    {
      title: "a machine's name that would hide its files",
      yaml: "name: ..",
      says: 'bmc.yaml:1:7: name is ".."; expected a name of 1 to 63 letters, digits, dashes, underscores or, but for the first, dots',
    },
    {
      title: "fewer at most than at least",
      yaml: "assertions: [{ seen: { command: Get Device ID, atLeast: 3, atMost: 2 } }]",
      says: "bmc.yaml:1:68: assertions[0].seen.atMost is 2; expected at least as many as atLeast",
    },
    {
      title: "a port out of range",
      yaml: 'http: { listen: "127.0.0.1:99999" }',
      says: 'bmc.yaml:1:17: http.listen is "127.0.0.1:99999"; expected a port from 0 to 65535',
    },
    {
      title: "one item of a list",
      yaml: "device:\n  supports:\n    - sel\n    - fan\n",
      says:
        'bmc.yaml:4:7: device.supports[1] is "fan"; expected one of sensor, sdrRepository, sel, fru, ' +
        "ipmbEventReceiver, ipmbEventGenerator, bridge, chassis",
    },
    {
      title: "a text in place of a list",
      yaml: "listen: unix:bmc.sock",
      says: 'bmc.yaml:1:9: listen is "unix:bmc.sock"; expected a list',
    },
    {
      title: "no door",
      yaml: "listen: []",
      says: "bmc.yaml:1:9: listen is []; expected at least one address, or lan.listen, redfish.listen or sharedRedfish.listen",
    },
    {
      title: "the same door twice",
      yaml: "listen: [fd:3, fd:3]",
      says: "bmc.yaml:1:9: listen is [ 'fd:3', 'fd:3' ]; expected each address once",
    },
    {
      title: "a door with an interface that QEMU does not have",
      yaml: 'listen: ["unix:a.sock,interface=smic"]',
      says: 'bmc.yaml:1:10: listen[0]: "unix:a.sock,interface=smic" has the interface "smic"; expected one of bt, kcs, ssif',
    },
    {
      title: "a LAN channel with the number of a door's interface",
      yaml: 'listen: ["unix:a.sock", "unix:b.sock,interface=ssif"]\nlan: { channel: 7 }',
      says:
        "bmc.yaml:2:17: lan.channel is 7; expected another number, because the interface of " +
        "unix:b.sock,interface=ssif has this one",
    },
    {
      title: "an address of no known kind",
      yaml: "listen:\n  - udp:127.0.0.1:623\n",
      says:
        'bmc.yaml:2:5: listen[0]: "udp:127.0.0.1:623" is not an address: it does not start with the kind of door; ' +
        `valid are ${ADDRESS_FORMS}`,
    },
    {
      title: "a number in place of a mapping",
      yaml: "device: 3",
      says: "bmc.yaml:1:9: device is 3; expected a mapping",
    },
    {
      title: "a value left empty",
      yaml: "device:\n  id:\n",
      says: "bmc.yaml:2:6: device.id is null; expected a whole number from 0 to 255 (0xff)",
    },
    {
      title: "a tls: door without certificates",
      yaml: "listen: [tls:127.0.0.1:9002]",
      says:
        'bmc.yaml:1:10: listen[0] is "tls:127.0.0.1:9002"; ' +
        "expected tls.certFile and tls.keyFile, which this door needs",
    },
    {
      title: "a certificate that is not there",
      yaml: "tls: { certFile: server.pem, keyFile: bmc.yaml }",
      says: "bmc.yaml:1:18: tls.certFile is server.pem: there is no such file",
    },
    {
      title: "a long text, which is cut",
      yaml: `guid: ${"x".repeat(200)}`,
      says:
        `bmc.yaml:1:7: guid is "${"x".repeat(59)}…; ` +
        "expected a GUID such as 00112233-4455-6677-8899-aabbccddeeff, or auto",
    },
  ])("$title", ({ yaml, says }) => {
    expect(complaint(fileWith(yaml))).toBe(says);
  });
});

describe("an unknown or missing key", () => {
  test.each<Mistake>([
    {
      title: "a slip of the finger",
      yaml: "device:\n  manufaturerId: 1\n",
      says: "bmc.yaml:2:3: device.manufaturerId is not a setting; did you mean manufacturerId?",
    },
    {
      title: "another way of joining words",
      yaml: "system_guid: auto",
      says: "bmc.yaml:1:1: system_guid is not a setting; did you mean systemGuid?",
    },
    {
      title: "the right key at the wrong place",
      yaml: "productId: 1",
      says: "bmc.yaml:1:1: productId is not a setting; did you mean device.productId?",
    },
    {
      title: "nothing like it",
      yaml: "log: { colour: red }",
      says: "bmc.yaml:1:8: log.colour is not a setting; expected one of level, format",
    },
    {
      title: "in an item of a list",
      yaml: "oemCommands:\n  - { netfn: 0x30, netFn: 0x30, cmd: 1 }",
      says: "bmc.yaml:2:7: oemCommands[0].netfn is not a setting; did you mean netFn?",
    },
    {
      title: "two letters in the wrong order",
      yaml: "nmae: vm0",
      says: "bmc.yaml:1:1: nmae is not a setting; did you mean name?",
    },
    {
      title: "a YAML merge key",
      yaml: "<<: { name: vm0 }",
      says:
        "bmc.yaml:1:1: << is not a setting; YAML's merge keys are not read; extends: takes the settings of another file, and " +
        "a machine's extends: those of a template",
    },
    {
      title: "a name that every object has",
      yaml: "constructor: 1",
      says: "bmc.yaml:1:1: constructor is not a setting; expected one of control, locator, record, state, sensors, oemState, http, assertions, listen, systemGuid, systemInfo, chassis and 37 more",
    },
    {
      title: "a required key",
      yaml: "oemCommands:\n  - cmd: 1\n",
      says: "bmc.yaml:2:5: oemCommands[0].netFn is missing; expected a whole number from 0 to 62 (0x3e)",
    },
    {
      title: "a required key, in a mapping with a name",
      yaml: "name: a\ntls:\n  certFile: bmc.yaml\n",
      says: "bmc.yaml:2:1: tls.keyFile is missing; expected a file name",
    },
  ])("$title", ({ yaml, says }) => {
    expect(complaint(fileWith(yaml))).toBe(says);
  });

  test("reports every problem, from the top of the file", () => {
    const yaml = "nam: a\nlisten: [tls:1]\ndevice:\n  id: x\noemCommands: 3\nselfTest:\n  detail: 256\n";
    expect(complaint(fileWith(yaml))?.split("\n")).toEqual([
      "bmc.yaml:1:1: nam is not a setting; did you mean name?",
      'bmc.yaml:2:10: listen[0] is "tls:1"; expected tls.certFile and tls.keyFile, which this door needs',
      'bmc.yaml:4:7: device.id is "x"; expected a whole number from 0 to 255 (0xff)',
      "bmc.yaml:5:14: oemCommands is 3; expected a list",
      "bmc.yaml:7:11: selfTest.detail is 256 (0x100); expected a whole number from 0 to 255 (0xff)",
    ]);
  });
});
