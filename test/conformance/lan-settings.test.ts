/** LAN parameters and alert policies that the settings give (IPMI §23.2, table 23-4; §30.4). */
import { describe } from "vitest";
import { conforms } from "../support/machine/conformance.ts";

const IPV6 = "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 07";

describe("§23.2, IPv6 of the settings", () => {
  conforms(
    [
      ["enables", "0c 02 01 33 00 00", "00 11 02"],
      ["static address", "0c 02 01 38 00 00", `00 11 00 80 ${IPV6} 40 00`],
      ["another", "0c 02 01 38 01 00", `00 11 01 80 fe 80${" 00".repeat(10)} c0 00 02 07 0a 00`],
      ["no third", "0c 02 01 38 02 00", `00 11 02 00${" 00".repeat(16)} 00 01`],
      [
        "dynamic address, made of the MAC",
        "0c 02 01 3b 00 00",
        `00 11 00 01 fe 80${" 00".repeat(6)} 00 00 5e ff fe 10 00 ab 40 00`,
      ],
      ["static DUID", "0c 02 01 3a 00 00", "00 11 00 00 0a 00 03 00 01 02 00 5e 10 00 ab 00 00 00 00 00"],
      ["router control", "0c 02 01 40 00 00", "00 11 01"],
      ["router", "0c 02 01 41 00 00", `00 11 20 01 0d b8${" 00".repeat(11)} 01`],
      ["router's MAC", "0c 02 01 42 00 00", "00 11 02 00 5e 10 00 01"],
      ["router's prefix length", "0c 02 01 43 00 00", "00 11 20"],
      ["router's prefix", "0c 02 01 44 00 00", `00 11 20 01 0d b8${" 00".repeat(12)}`],
      ["no second router", "0c 02 01 45 00 00", `00 11${" 00".repeat(16)}`],
    ],
    {
      lan: {
        macAddress: "02:00:5e:10:00:ab",
        ipv6: {
          addressing: "both",
          addresses: ["2001:db8::7/64", "fe80::192.0.2.7/10"],
          routers: [{ address: "2001:db8::1", macAddress: "02:00:5e:10:00:01", prefix: "2001:db8::/32" }],
        },
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

describe("§23.2, the address and port that the settings advertise", () => {
  const address = "192.0.2.1";
  conforms(
    [
      ["IP address", "0c 02 01 03 00 00", "00 11 c0 00 02 07"],
      ["primary RMCP port", "0c 02 01 08 00 00", "00 11 90 1f"],
      ["SOL payload port, v2 §26.3", "0c 22 01 08 00 00", "00 11 90 1f"],
    ],
    { lan: { address, advertise: { address: "192.0.2.7", port: 8080 } } },
  );
  conforms(
    [
      ["IP address, by default lan.address", "0c 02 01 03 00 00", "00 11 c0 00 02 01"],
      ["primary RMCP port, by default 623", "0c 02 01 08 00 00", "00 11 6f 02"],
      ["SOL payload port, by default 623", "0c 22 01 08 00 00", "00 11 6f 02"],
    ],
    { lan: { address } },
  );
});
