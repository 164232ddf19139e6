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
  ["no IPv6", "32", "00"],
  ["IPv6 disabled", "33", "00"],
] as const;

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
  ["IPv6 still disabled", "33", "00", "00"],
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
    ["IPv6, which does not exist here", "0c 01 01 33 01", "cc"],
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

describe("§23.2, start values of the settings", () => {
  conforms(
    [
      ["authentication type enables", "0c 02 01 02 00 00", "00 11 14 04 14 14 00"],
      ["IPv4 header", "0c 02 01 07 00 00", "00 11 20 00 3e"],
      ["ARP control", "0c 02 01 0a 00 00", "00 11 01"],
      ["gratuitous ARP every 0.5 s", "0c 02 01 0b 00 00", "00 11 00"],
      ["number of destinations", "0c 02 01 11 00 00", "00 11 02"],
      ["destination 1 type", "0c 02 01 12 01 00", "00 11 01 80 ff 07"],
      ["destination 1 address", "0c 02 01 13 01 00", "00 11 01 00 00 c0 00 02 09 00 00 00 00 00 00"],
      ["destination 2 type", "0c 02 01 12 02 00", "00 11 02 00 03 00"],
      ["VLAN ID", "0c 02 01 14 00 00", "00 11 07 80"],
      ["VLAN priority", "0c 02 01 15 00 00", "00 11 03"],
      ["cipher suite privileges", "0c 02 01 18 00 00", "00 11 00 03 44 44 44 44 44 44 44"],
      ["bad password threshold", "0c 02 01 1a 00 00", "00 11 01 03 01 00 ff ff"],
      ["alert policy 1", "04 13 09 01 00", "00 11 01 18 11 00"],
      ["alert policy 2", "04 13 09 02 00", "00 11 02 2a 12 01"],
      ["alert policy 3", "04 13 09 03 00", "00 11 03 00 00 00"],
      ["alert string 1", "04 13 0d 01 01", `00 11 01 01 68 69${" 00".repeat(14)}`],
    ],
    {
      lan: {
        authenticationEnables: { user: ["md5"] },
        ipHeader: { timeToLive: 0x20, flags: 0, precedence: 1, serviceType: 15 },
        arp: { responses: false, gratuitous: true, interval: "500ms" },
        destinations: [{ address: "192.0.2.9", acknowledged: true, timeout: "256s", retries: 7 }, {}],
        vlan: { enabled: true, id: 7, priority: 3 },
        cipherSuitePrivileges: ["operator", "unused"],
        badPassword: { threshold: 3, logEvent: true, resetInterval: "10s", lockoutInterval: "655350s" },
      },
      pef: { policies: [{}, { number: 2, rule: "stop", destination: 2, text: "hi" }] },
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
