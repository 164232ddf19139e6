/** Output of ipmitool, read back: each line becomes a setting or a note. */
import { describe, expect, it } from "vitest";
import { readLanPrint } from "../../src/import/lan-print.ts";
import { readMcInfo } from "../../src/import/mc-info.ts";
import { Notes } from "../../src/import/notes.ts";
import { plain } from "../../src/import/settings.ts";
import { readUserList } from "../../src/import/user-list.ts";
import { ask, machine } from "../support/machine/machine.ts";

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
    ["802.1q VLAN ID : x", "f:1: dropped, not a value of 802.1q VLAN ID: x"],
    ["IP Header : TTL=64", "f:1: dropped, not a value of IP Header: TTL=64"],
    ["Cipher Suite Priv Max : aaz", "f:1: dropped, not a value of Cipher Suite Priv Max: aaz"],
    ["Bad Password Threshold : 256", "f:1: dropped, not a value of Bad Password Threshold: 256"],
    ["Default Route : 1.2.3.4", "f:1: dropped: there is no setting for Default Route: 1.2.3.4"],
    ["IP Address : 1.2.3", "f:1: dropped, not a value of IP Address: 1.2.3"],
    ["Subnet Mask : 5.5.925.0", "f:1: dropped, not a value of Subnet Mask: 5.5.925.0"],
    ["RMCP+ Cipher Suites : 3,x", "f:1: dropped, not a value of RMCP+ Cipher Suites: 3,x"],
    ["IP Address Source : toString", "f:1: dropped, not a value of IP Address Source: toString"],
  ])("tells of %j", (text, note) => {
    expect(read(readLanPrint, text)).toEqual({ settings: {}, notes: [note] });
  });

  it("becomes the start values of parameters that differ from the usual ones", () => {
    const text = `\
Auth Type Support       : MD5 PASSWORD
Auth Type Enable        : Callback : MD5 PASSWORD
                        : User     : MD5 
                        : Operator : MD5 PASSWORD
                        : Admin    : 
                        : OEM      : PASSWORD
IP Header               : TTL=0x20 Flags=0x00 Precedence=0x20 TOS=0x1e
BMC ARP Control         : ARP Responses Disabled, Gratuitous ARP Enabled
Gratituous ARP Intrvl   : 3.0 seconds
802.1q VLAN ID          : 7
802.1q VLAN Priority    : 3
RMCP+ Cipher Suites     : 3,6,8,17
Cipher Suite Priv Max   : oaaXXXXXXXXXXXX
                        :     X=Cipher Suite Unused
Bad Password Threshold  : 3
Invalid password disable: yes
Attempt Count Reset Int.: 10
User Lockout Interval   : 300
`;
    const { settings, notes } = read(readLanPrint, text);
    expect(notes).toEqual([]);
    expect(settings).toEqual({
      authenticationTypes: ["md5", "password"],
      authenticationEnables: { user: ["md5"], administrator: [], oem: ["password"] },
      ipHeader: { timeToLive: 0x20, flags: 0, precedence: 1, serviceType: 15 },
      arp: { responses: false, gratuitous: true, interval: "3s" },
      vlan: { enabled: true, id: 7, priority: 3 },
      cipherSuites: [3, 6, 8, 17],
      cipherSuitePrivileges: ["operator", "administrator", "administrator", "unused"],
      badPassword: { threshold: 3, logEvent: true, resetInterval: "10s", lockoutInterval: "300s" },
    });
    // Selectors 2, 7, 10, 11, 20, 21, 24, 26.
    const to = machine({ lan: settings });
    const bytes = ["02", "07", "0a", "0b", "14", "15", "18", "1a"].map((each) =>
      ask(to, `0c 02 01 ${each} 00 00`).slice(6),
    );
    expect(bytes).toEqual([
      "14 04 14 00 10",
      "20 00 3e",
      "01",
      "05",
      "07 80",
      "03",
      "00 43 04 44 44 44 44 44 44",
      "01 03 01 00 1e 00",
    ]);
  });

  it("takes the destinations of lan alert print, if they follow", () => {
    const text = `\
IP Address              : 192.0.2.7
Alert Destination       : 0
Alert Acknowledge       : Acknowledged
Destination Type        : PET Trap
Acknowledge Timeout     : 3
Number of Retries       : 0
Alert Gateway           : Default
Alert IP Address        : 192.0.2.8
Alert MAC Address       : 00:00:00:00:00:00

Alert Destination       : 1
Alert Acknowledge       : Acknowledged
Destination Type        : PET Trap
Acknowledge Timeout     : 9
Number of Retries       : 7
Alert Gateway           : Backup
Alert IP Address        : 192.0.2.9
Alert MAC Address       : 02:00:5e:10:00:01

Alert Destination       : 2
Alert Acknowledge       : Unacknowledged
Destination Type        : OEM 1
Retry Interval          : 3
Number of Retries       : 0
Alert Gateway           : Default
Alert IP Address        : 0.0.0.0
Alert MAC Address       : 00:00:00:00:00:00
`;
    expect(read(readLanPrint, text)).toEqual({
      settings: {
        address: "192.0.2.7",
        destinations: [{ acknowledged: true, timeout: "10s", retries: 7, address: "192.0.2.9" }, {}],
      },
      notes: [
        "f:16: dropped: there is no setting for Alert Gateway: Backup",
        "f:18: dropped: there is no setting for Alert MAC Address: 02:00:5e:10:00:01",
        "f:22: dropped: there is no setting for Destination Type: OEM 1",
      ],
    });
  });

  it.each([
    ["by the suite's place", "1,2,3", "auoXXXXXXXXXXXX", ["administrator", "user", "operator"]],
    ["by its ID", "1,2,3,17", "XauoXXXXXXXXXXX", ["administrator", "user", "operator", "administrator"]],
    ["all administrator, by its ID", "1,2,3,6,7,8,11,12", "XaaaXXaaaXXaaXX", undefined],
  ])("reads privileges of cipher suites %s", (_title, suites, levels, expected) => {
    const text = `RMCP+ Cipher Suites : ${suites}\nCipher Suite Priv Max : ${levels}`;
    const cipherSuites = suites.split(",").map(Number);
    expect(read(readLanPrint, text).settings).toEqual(
      expected ? { cipherSuites, cipherSuitePrivileges: expected } : { cipherSuites },
    );
  });

  it("reports a level that is enabled for a type without support", () => {
    const text = "Auth Type Support : MD5\nAuth Type Enable : Callback : NONE\n : User : MD5";
    expect(read(readLanPrint, text).notes).toEqual(["f:2: dropped, not a value of Auth Type Enable: Callback : NONE"]);
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
