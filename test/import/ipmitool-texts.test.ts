/** Output of ipmitool, read back: each line becomes a setting or a note. */
import { describe, expect, it } from "vitest";
import { readLanPrint } from "../../src/import/lan-print.ts";
import { readMcInfo } from "../../src/import/mc-info.ts";
import { Notes } from "../../src/import/notes.ts";
import { plain } from "../../src/import/settings.ts";
import { readUserList } from "../../src/import/user-list.ts";

function read<T>(reader: (file: string, text: string, notes: Notes) => T, text: string) {
  const notes = new Notes();
  return { settings: plain(reader("f", text, notes)), notes: notes.lines };
}

describe("mc info", () => {
  const GOOD = `\
Device ID                 : 42
Device Revision           : 3
Firmware Revision         : 2.07
IPMI Version              : 2.0
Manufacturer ID           : 343
Manufacturer Name         : Intel Corporation
Product ID                : 4660 (0x1234)
Device Available          : yes
Provides Device SDRs      : no
Additional Device Support :
    Sensor Device
    Chassis Device
Aux Firmware Rev Info     : \n    0x01\n    0x02\n    0x03\n    0xa4
`;

  it("becomes device", () => {
    expect(read(readMcInfo, GOOD)).toEqual({
      settings: {
        id: 42,
        revision: 3,
        firmware: { major: 2, minor: 7 },
        ipmiVersion: "2.0",
        manufacturerId: 343,
        productId: 0x1234,
        providesSdrs: false,
        supports: ["sensor", "chassis"],
        auxiliaryFirmware: "01 02 03 a4",
      },
      notes: [],
    });
  });

  it.each([
    ["0.0b", 0, "raw 0x0b"],
    ["1.a0", 1, "raw 0xa0"],
    ["2.10", 2, 10],
  ])("keeps the minor revision of %s", (revision, major, minor) => {
    expect(read(readMcInfo, `Firmware Revision : ${revision}`)).toEqual({
      settings: { firmware: { major, minor } },
      notes: [],
    });
  });

  it.each([
    ["Device ID : 256", "f:1: dropped: Device ID: 256: expected 255 at most"],
    ["Device ID : many", "f:1: dropped: Device ID: many: expected a number"],
    ["Firmware Revision : 1", "f:1: dropped: Firmware Revision: 1: expected a revision such as 1.02"],
    ["Provides Device SDRs : 1", "f:1: dropped: Provides Device SDRs: 1: expected yes or no"],
    [
      "Additional Device Support :\n    Toaster",
      "f:1: dropped: Additional Device Support: : unknown device support: Toaster",
    ],
    ["Colour : blue", "f:1: dropped: Colour: blue: there is no setting for it"],
    ["no colon", "f:1: dropped, not understood: no colon"],
    ["constructor : 1", "f:1: dropped: constructor: 1: there is no setting for it"],
  ])("tells of %j", (text, note) => {
    expect(read(readMcInfo, text)).toEqual({ settings: {}, notes: [note] });
  });
});

describe("lan print", () => {
  it("becomes lan, without notes on defaults", () => {
    const text = `\
Set in Progress         : Set Complete
Auth Type Support       : NONE MD5 PASSWORD
Auth Type Enable        : Callback : NONE MD5 PASSWORD
                        : User     : NONE MD5 PASSWORD
                        : OEM      :
IP Address Source       : DHCP Address
IP Address              : 192.0.2.7
Default Gateway IP      : 192.0.2.1
Default Gateway MAC     : 02:00:5e:10:00:02
802.1q VLAN ID          : Disabled
RMCP+ Cipher Suites     : 3,17
`;
    expect(read(readLanPrint, text)).toEqual({
      settings: {
        authenticationTypes: ["none", "md5", "password"],
        addressSource: "dhcp",
        address: "192.0.2.7",
        defaultGateway: { address: "192.0.2.1", macAddress: "02:00:5e:10:00:02" },
        cipherSuites: [3, 17],
      },
      notes: [],
    });
  });

  it.each([
    ["802.1q VLAN ID : 7", "f:1: dropped: there is no setting for 802.1q VLAN ID: 7"],
    ["IP Address : 1.2.3", "f:1: dropped, not a value of IP Address: 1.2.3"],
    ["Subnet Mask : 5.5.925.0", "f:1: dropped, not a value of Subnet Mask: 5.5.925.0"],
    ["RMCP+ Cipher Suites : 3,x", "f:1: dropped, not a value of RMCP+ Cipher Suites: 3,x"],
    ["IP Address Source : toString", "f:1: dropped, not a value of IP Address Source: toString"],
  ])("tells of %j", (text, note) => {
    expect(read(readLanPrint, text)).toEqual({ settings: {}, notes: [note] });
  });

  it("reports a level that is enabled for something else", () => {
    const text = "Auth Type Support : MD5\nAuth Type Enable : Callback : NONE\n : User : MD5";
    expect(read(readLanPrint, text).notes).toEqual([
      "f:2: dropped: the types enabled for Callback cannot be set: NONE",
    ]);
  });
});

describe("user list", () => {
  const HEAD = "ID  Name             Callin  Link Auth  IPMI Msg   Channel Priv Limit\n";
  const row = (id: number, name: string, rights: string, level: string) =>
    `${String(id).padEnd(4)}${name.padEnd(17)}${rights}${level}\n`;

  it("becomes users, without those that were never set up", () => {
    const text = [
      HEAD,
      row(1, "", "true    false      false      ", "NO ACCESS"),
      row(2, "some one", "true    false      true       ", "ADMINISTRATOR"),
      row(3, "a name of 16 cha", "false   true       false      ", "USER"),
      row(4, "", "true    false      false      ", "NO ACCESS"),
    ].join("");
    expect(read(readUserList, text)).toEqual({
      settings: {
        maximum: 4,
        accounts: [
          { id: 2, name: "some one", privilegeLimit: "administrator" },
          {
            id: 3,
            name: "a name of 16 cha",
            privilegeLimit: "user",
            ipmiMessaging: false,
            linkAuthentication: true,
            restrictedToCallback: true,
          },
        ],
      },
      notes: [],
    });
  });

  it.each([
    [
      "a line that is not a row",
      "Get User Access command failed\n",
      "f:1: dropped, not a row of user list: Get User Access command failed",
    ],
    [
      "an ID that is not a number",
      row(99, "x", "true    false      true       ", "USER"),
      /^f:1: dropped, not a row of user list: 99/,
    ],
    ["an unknown level", row(2, "x", "true    false      true       ", "Unknown (0x07)"), /noAccess in place of/],
  ])("tells of %s", (_what, text, note) => {
    expect(read(readUserList, text).notes).toEqual([typeof note === "string" ? note : expect.stringMatching(note)]);
  });
});
