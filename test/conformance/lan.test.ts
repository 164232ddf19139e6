/** LAN configuration, IPMI chapter 23. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

/** Parameters in the order of `ipmitool lan print`: title, selector, data after the revision. */
const DEFAULTS = [
  ["set in progress", "00", "00"],
  ["authentication type support: MD5, password", "01", "14"],
  ["authentication type enables", "02", "14 14 14 14 00"],
  ["IP address", "03", "00 00 00 00"],
  ["IP address source: static", "04", "01"],
  ["subnet mask", "06", "00 00 00 00"],
  ["IPv4 header", "07", "40 40 10"],
  ["primary port 623", "08", "6f 02"],
  ["secondary port 664", "09", "98 02"],
  ["ARP control: responses", "0a", "02"],
  ["gratuitous ARP every 2 s", "0b", "03"],
  ["default gateway", "0c", "00 00 00 00"],
  ["default gateway's MAC", "0d", "00 00 00 00 00 00"],
  ["backup gateway", "0e", "00 00 00 00"],
  ["backup gateway's MAC", "0f", "00 00 00 00 00 00"],
  ["community: public", "10", "70 75 62 6c 69 63 00 00 00 00 00 00 00 00 00 00 00 00"],
  ["number of destinations", "11", "04"],
  ["destination 0 type: 3 s", "12", "00 00 03 00"],
  ["destination 0 address", "13", "00 00 00 00 00 00 00 00 00 00 00 00 00"],
  ["VLAN ID: none", "14", "00 00"],
  ["VLAN priority", "15", "00"],
  ["two cipher suites", "16", "02"],
  ["3 and 17", "17", "00 03 11 00 00 00 00 00 00 00 00 00 00 00 00 00 00"],
  ["cipher suite privileges: administrator", "18", "00 44 44 44 44 44 44 44 44"],
  ["destination 0 VLAN tag", "19", "00 00 00 00"],
  ["bad password threshold: none", "1a", "00 00 00 00 00 00"],
  ["IPv6 can be enabled, alone too", "32", "03"],
  ["IPv6 disabled", "33", "00"],
  ["IPv6 traffic class", "34", "00"],
  ["IPv6 hop limit", "35", "40"],
  ["IPv6 flow label", "36", "00 00 00"],
  ["IPv6 status: four static addresses, one dynamic; SLAAC", "37", "04 01 02"],
  ["IPv6 static address: disabled", "38", `00 00${" 00".repeat(16)} 00 01`],
  ["IPv6 static DUID: one block", "39", "01"],
  ["IPv6 dynamic address: disabled", "3b", `00 01${" 00".repeat(16)} 00 01`],
  ["IPv6 dynamic DUID: one block", "3c", "01"],
  ["no DHCPv6 timing", "3e", "00"],
  ["IPv6 routers: dynamic", "40", "02"],
  ["no dynamic IPv6 router", "49", "00"],
  ["no received hop limit", "4e", "00"],
  ["no SLAAC timing", "4f", "00"],
] as const;

const IPV6 = "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 07";

/** Selector, bytes written, bytes read. */
const KEPT = [
  ["authentication type enables", "02", "04 10 14 00 00", "04 10 14 00 00"],
  ["IP address", "03", "c0 00 02 07", "c0 00 02 07"],
  ["IP address source", "04", "f2", "02"],
  ["MAC address", "05", "02 00 5e 10 00 01", "02 00 5e 10 00 01"],
  ["subnet mask", "06", "ff ff ff 00", "ff ff ff 00"],
  ["IPv4 header", "07", "20 ff ff", "20 e0 fe"],
  ["primary port", "08", "34 12", "34 12"],
  ["secondary port", "09", "78 56", "78 56"],
  ["ARP control", "0a", "ff", "03"],
  ["gratuitous ARP interval", "0b", "ff", "ff"],
  ["default gateway", "0c", "c0 00 02 01", "c0 00 02 01"],
  ["default gateway's MAC", "0d", "02 00 5e 10 00 02", "02 00 5e 10 00 02"],
  ["backup gateway", "0e", "c0 00 02 02", "c0 00 02 02"],
  ["backup gateway's MAC", "0f", "02 00 5e 10 00 03", "02 00 5e 10 00 03"],
  [
    "community, with the bytes after its end",
    "10",
    "61 00 62 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ff",
    "61 00 62 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ff",
  ],
  ["VLAN ID", "14", "23 f1", "23 81"],
  ["VLAN priority", "15", "ff", "07"],
  ["cipher suite privileges", "18", "00 f4 00 00 00 00 00 00 02", "00 f4 00 00 00 00 00 00 02"],
  ["bad password threshold", "1a", "ff 03 34 12 78 56", "01 03 34 12 78 56"],
  ["IPv6 enabled", "33", "02", "02"],
  ["IPv6 traffic class", "34", "ff", "ff"],
  ["IPv6 hop limit", "35", "01", "01"],
  ["IPv6 flow label", "36", "0f ff fe", "0f ff fe"],
  ["IPv6 static address, whose status is the BMC's", "38", `00 80 ${IPV6} 40 00`, `00 80 ${IPV6} 40 01`],
  ["IPv6 static DUID", "3a", `00 00 ${IPV6}`, `00 00 ${IPV6}`],
  ["IPv6 dynamic DUID", "3d", `00 00 ${IPV6}`, `00 00 ${IPV6}`],
  ["IPv6 router control", "40", "ff", "03"],
  ["IPv6 router 1", "41", IPV6, IPV6],
  ["IPv6 router 1's MAC", "42", "02 00 5e 10 00 04", "02 00 5e 10 00 04"],
  ["IPv6 router 1's prefix length", "43", "80", "80"],
  ["IPv6 router 1's prefix", "44", IPV6, IPV6],
  ["IPv6 router 2", "45", IPV6, IPV6],
  ["IPv6 router 2's MAC", "46", "02 00 5e 10 00 05", "02 00 5e 10 00 05"],
  ["IPv6 router 2's prefix length", "47", "30", "30"],
  ["IPv6 router 2's prefix", "48", IPV6, IPV6],
] as const;

describe("§23.1 Set LAN Configuration Parameters", () => {
  it.each(KEPT)("%s", (_title, selector, written, read) => {
    const bmc = machine();
    expect(ask(bmc, `0c 01 01 ${selector} ${written}`)).toBe("00");
    expect(ask(bmc, `0c 02 01 ${selector} 00 00`)).toBe(`00 11 ${read}`);
  });
  it.each(KEPT)("%s, one byte short and one byte long", (_title, selector, written) => {
    const bmc = machine();
    const before = ask(bmc, `0c 02 01 ${selector} 00 00`);
    expect(ask(bmc, `0c 01 01 ${selector} ${written.slice(0, -2)}`)).toBe("c7");
    expect(ask(bmc, `0c 01 01 ${selector} ${written} 00`)).toBe("c7");
    expect(ask(bmc, `0c 02 01 ${selector} 00 00`)).toBe(before);
  });
  it.each([
    ["type", "12", "fe ff ff", "86 ff 07"],
    ["address", "13", "0f ff c0 00 02 09 02 00 5e 10 00 09", "00 01 c0 00 02 09 02 00 5e 10 00 09"],
    ["VLAN tag", "19", "1f 23 01", "10 23 01"],
  ])("destination %s: of each destination its own", (_title, selector, written, read) => {
    const bmc = machine();
    const untouched = ask(bmc, `0c 02 01 ${selector} 03 00`);
    expect(ask(bmc, `0c 01 01 ${selector} 04 ${written}`)).toBe("00");
    expect(ask(bmc, `0c 02 01 ${selector} 04 00`)).toBe(`00 11 04 ${read}`);
    expect(ask(bmc, `0c 02 01 ${selector} 03 00`)).toBe(untouched);
  });
  conforms([
    ["the channel it is asked on is no LAN", "0c 01 0e 00 01", "cc"],
    ["a channel that does not exist", "0c 01 02 00 01", "cc"],
    ["80h: no such parameter", "0c 01 01 1b 00", "80"],
    ["80h: the OEM's", "0c 01 01 c0 00", "80"],
    ["82h: authentication type support", "0c 01 01 01 14", "82"],
    ["82h: number of destinations", "0c 01 01 11 04", "82"],
    ["82h: cipher suite entry support", "0c 01 01 16 02", "82"],
    ["82h: cipher suite entries", "0c 01 01 17 00", "82"],
    ["82h: IPv6 support", "0c 01 01 32 00", "82"],
    ["an authentication type that is not supported", "0c 01 01 02 02 00 00 00 00", "cc"],
    ["IPv6 enables that are not 0 to 2", "0c 01 01 33 03", "cc"],
    ["an IPv6 prefix of more than 128 bits", `0c 01 01 38 00 80 ${IPV6} 81 00`, "cc"],
    ["an IPv6 router's prefix of more than 128 bits", "0c 01 01 43 81", "cc"],
    ["C9h: no such IPv6 static address", `0c 01 01 38 04 80 ${IPV6} 40 00`, "c9"],
    ["C9h: no such IPv6 DUID", `0c 01 01 3a 01 00 ${IPV6}`, "c9"],
    ["C9h: no such block of an IPv6 DUID", `0c 01 01 3d 00 01 ${IPV6}`, "c9"],
    ["82h: IPv6 dynamic address", "0c 01 01 3b 00", "82"],
    ["a destination address that is not IPv4", "0c 01 01 13 01 10 00 00 00 00 00 00 00 00 00 00 00", "cc"],
    ["C9h: no such destination", "0c 01 01 12 05 00 03 00", "c9"],
    ["one byte short", "0c 01 01", "c7"],
  ]);
  conforms([["no LAN at all", "0c 01 01 00 01", "cc"]], { lan: { present: false } });
});

describe("§23.2 Get LAN Configuration Parameters", () => {
  conforms(DEFAULTS.map(([title, selector, data]) => [title, `0c 02 01 ${selector} 00 00`, `00 11 ${data}`] as const));
  conforms([
    ["only the revision", "0c 02 81 03 00 00", "00 11"],
    ["the revision of a parameter that does not exist", "0c 02 81 1b 00 00", "80"],
    ["80h: no such parameter", "0c 02 01 1b 00 00", "80"],
    ["C9h: no such destination", "0c 02 01 12 05 00", "c9"],
    ["C9h: no such IPv6 static address", "0c 02 01 38 04 00", "c9"],
    ["C9h: no such IPv6 dynamic address", "0c 02 01 3b 01 00", "c9"],
    ["C9h: no such block of an IPv6 DUID", "0c 02 01 3a 00 01", "c9"],
    ["C9h: no dynamic IPv6 router", "0c 02 01 4a 00 00", "c9"],
    ["80h: IPv6 timing configurations", "0c 02 01 50 00 00", "80"],
    ["the channel it is asked on is no LAN", "0c 02 0e 03 00 00", "cc"],
    ["a channel that does not exist", "0c 02 02 03 00 00", "cc"],
    ["one byte short", "0c 02 01 03 00", "c7"],
    ["one byte long", "0c 02 01 03 00 00 00", "c7"],
  ]);
  it("a MAC address of its own for each name, locally administered", () => {
    const first = ask(machine({ name: "vm0" }), "0c 02 01 05 00 00");
    expect(first).toMatch(/^00 11 02( [0-9a-f]{2}){5}$/);
    expect(ask(machine({ name: "vm0" }), "0c 02 01 05 00 00")).toBe(first);
    expect(ask(machine({ name: "vm1" }), "0c 02 01 05 00 00")).not.toBe(first);
  });
  conforms(
    [
      ["IP address", "0c 02 03 03 00 00", "00 11 c0 00 02 07"],
      ["address source", "0c 02 03 04 00 00", "00 11 02"],
      ["MAC address", "0c 02 03 05 00 00", "00 11 02 00 5e 10 00 ab"],
      ["subnet mask", "0c 02 03 06 00 00", "00 11 ff ff ff 00"],
      ["gateway", "0c 02 03 0c 00 00", "00 11 c0 00 02 01"],
      ["gateway's MAC", "0c 02 03 0d 00 00", "00 11 02 00 5e 10 00 01"],
      ["no destination but the volatile one", "0c 02 03 11 00 00", "00 11 00"],
      ["authentication types", "0c 02 03 01 00 00", "00 11 37"],
      ["cipher suites", "0c 02 03 16 00 00", "00 11 01"],
    ],
    {
      lan: {
        channel: 3,
        address: "192.0.2.7",
        addressSource: "dhcp",
        subnetMask: "255.255.255.0",
        macAddress: "02:00:5E:10:00:ab",
        defaultGateway: { address: "192.0.2.1", macAddress: "02:00:5e:10:00:01" },
        destinations: 0,
        authenticationTypes: ["none", "md2", "md5", "password", "oem"],
        cipherSuites: [17],
      },
    },
  );
});

describe("§23.2, parameter 0", () => {
  it("takes an address as ipmitool sets it: in progress, write, commit, complete", () => {
    const bmc = machine();
    expect(ask(bmc, "0c 01 01 00 01")).toBe("00");
    expect(ask(bmc, "0c 01 01 00 01")).toBe("81");
    expect(ask(bmc, "0c 01 01 03 c0 00 02 07")).toBe("00");
    expect(ask(bmc, "0c 01 01 00 02")).toBe("00");
    expect(ask(bmc, "0c 02 01 00 00 00")).toBe("00 11 01");
    expect(ask(bmc, "0c 01 01 00 00")).toBe("00");
    expect(ask(bmc, "0c 02 01 03 00 00")).toBe("00 11 c0 00 02 07");
  });
  it.each([
    ["set complete", "0c 01 01 00 00"],
    ["a reset of the system", "00 02 03"],
  ])("%s without commit rolls back", (_title, request) => {
    const bmc = machine();
    new FakeQemu(bmc, "3f");
    ask(bmc, "0c 01 01 00 01");
    ask(bmc, "0c 01 01 03 c0 00 02 07");
    expect(ask(bmc, "0c 02 01 03 00 00")).toBe("00 11 c0 00 02 07");
    ask(bmc, request);
    expect(ask(bmc, "0c 02 01 03 00 00")).toBe("00 11 00 00 00 00");
    expect(ask(bmc, "0c 02 01 00 00 00")).toBe("00 11 00");
  });
  it("a reset of the BMC keeps all but destination 0", () => {
    const bmc = machine();
    ask(bmc, "0c 01 01 03 c0 00 02 07");
    ask(bmc, "0c 01 01 12 00 80 05 01");
    ask(bmc, "0c 01 01 12 01 80 05 01");
    ask(bmc, "06 02");
    expect(ask(bmc, "0c 02 01 03 00 00")).toBe("00 11 c0 00 02 07");
    expect(ask(bmc, "0c 02 01 12 00 00")).toBe("00 11 00 00 03 00");
    expect(ask(bmc, "0c 02 01 12 01 00")).toBe("00 11 01 80 05 01");
  });
});

describe("§23.3 Suspend BMC ARPs", () => {
  conforms([
    ["while no watchdog runs they occur", "0c 03 01 03", "00 02"],
    ["no LAN channel", "0c 03 0f 03", "cc"],
    ["one byte short", "0c 03 01", "c7"],
    ["one byte long", "0c 03 01 03 00", "c7"],
  ]);
  it("suspends ARPs while the watchdog runs, until it stops", () => {
    const clock = new ManualClock();
    const bmc = machine({}, clock);
    ask(bmc, "0c 01 01 0a 03");
    ask(bmc, "06 24 04 00 00 00 64 00");
    ask(bmc, "06 22");
    expect(ask(bmc, "0c 03 01 02")).toBe("00 01");
    expect(ask(bmc, "0c 03 01 03")).toBe("00 00");
    expect(bmc.bmc.lan.arpSuspension.suspended).toEqual({ responses: true, gratuitous: true });
    clock.advance(10_000);
    expect(bmc.bmc.lan.arpSuspension.suspended).toEqual({ responses: false, gratuitous: false });
  });
  it("ends when the watchdog is set", () => {
    const bmc = machine({}, new ManualClock());
    ask(bmc, "06 24 04 00 00 00 64 00");
    ask(bmc, "06 22");
    ask(bmc, "0c 03 01 03");
    ask(bmc, "06 24 44 00 00 00 64 00");
    expect(bmc.bmc.watchdog.running).toBe(true);
    expect(bmc.bmc.lan.arpSuspension.suspended).toEqual({ responses: false, gratuitous: false });
  });
});

describe("§23.4 Get IP/UDP/RMCP Statistics", () => {
  const zeros = Array.from({ length: 18 }, () => "00").join(" ");
  conforms([
    ["nothing was ever received", "0c 04 01 00", `00 ${zeros}`],
    ["cleared", "0c 04 01 01", `00 ${zeros}`],
    ["no LAN channel", "0c 04 0f 00", "cc"],
    ["one byte short", "0c 04 01", "c7"],
    ["one byte long", "0c 04 01 00 00", "c7"],
  ]);
});
