/** ipmi_sim's lan.conf: each line becomes a setting or a note with the reason. */
import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { readLanConf } from "../../../src/import/ipmi-sim/lan-conf.ts";
import { Notes } from "../../../src/import/notes.ts";
import { plain } from "../../../src/import/settings.ts";

import { logIn, logIn15 } from "../../support/lan/lan-console.ts";
import { lanOf } from "../../support/lan/lan-machine.ts";
import { ask, machine } from "../../support/machine/machine.ts";

const BMC = 0x20;

function read(text: string) {
  const notes = new Notes();
  const { settings } = readLanConf("lan.conf", text, BMC, notes);
  configSchema.parse(plain(settings));
  return { settings: plain(settings) as Record<string, unknown>, notes: notes.lines };
}

describe("serial", () => {
  it.each(["15", "kcs", "bt", "smic", "ssif", "kcs-1", "bt-2", "smic-1", "ssif-10"])(
    "of channel %s is a door",
    (channel) => {
      const { settings, notes } = read(`serial ${channel} 127.0.0.1 9002 codec VM`);
      expect({ listen: settings["listen"], notes }).toEqual({ listen: ["tcp:127.0.0.1:9002"], notes: [] });
    },
  );

  it.each([
    ["codec VM ipmb 0x20", "tcp:127.0.0.1:9002"],
    ["ipmb 0x20 codec VM", "tcp:127.0.0.1:9002"],
    ["connect codec VM", "connect:tcp:127.0.0.1:9002"],
    ["codec VM connect ipmb 32", "connect:tcp:127.0.0.1:9002"],
  ])("takes the options %s", (options, address) => {
    const { settings, notes } = read(`serial kcs 127.0.0.1 9002 ${options}`);
    expect({ listen: settings["listen"], notes }).toEqual({ listen: [address], notes: [] });
  });

  it("takes an IPv6 address", () => {
    expect(read("serial 15 ::1 9002 codec VM").settings["listen"]).toEqual(["tcp:[::1]:9002"]);
  });

  it.each([
    ["oem Radisys codec VM", "serial: dropped: oem Radisys: QEMU's protocol has no OEM variant"],
    ["attn 0x0a codec VM", "serial: dropped: attn 0x0a: QEMU's protocol has no attention characters of its own"],
    ["codec VM ipmb 0x82", "serial: dropped: ipmb 82h: the address is the BMC's own"],
  ])("keeps the door of %s and notes the option", (options, note) => {
    const { settings, notes } = read(`serial kcs 127.0.0.1 9002 ${options}`);
    expect({ listen: settings["listen"], notes }).toEqual({
      listen: ["tcp:127.0.0.1:9002"],
      notes: [`lan.conf:1: ${note}`],
    });
  });

  it.each([
    ["serial 1 h 9 codec VM", "expected channel 15, kcs, bt, smic or ssif, got 1"],
    ["serial kcsx h 9 codec VM", "expected channel 15, kcs, bt, smic or ssif, got kcsx"],
    ["serial kcs h 9 codec Direct", "expected codec VM, the one protocol QEMU has, got Direct"],
    ["serial kcs h 9", "expected codec VM, the one protocol QEMU has, got none"],
    ["serial kcs h 9 codec VM fast", "expected connect, codec, oem, attn or ipmb, got fast"],
    ["serial kcs h 9 codec", "a codec is missing"],
    ["serial kcs a/b 9 codec VM", "expected an address, got a/b"],
    ["serial kcs localhost 0 codec VM connect", "expected a host and port to dial, got localhost 0"],
    ["serial kcs : 9 codec VM", "expected a host and port to listen on, got : 9"],
  ])("%s is no door", (line, problem) => {
    const { settings, notes } = read(line);
    expect({ listen: settings["listen"], notes }).toEqual({
      listen: undefined,
      notes: [`lan.conf:1: serial: dropped: ${problem}`],
    });
  });
});

describe("startlan and guid", () => {
  const lan = (channel: number, lines: string) => `startlan ${channel}\n${lines}\nendlan\n`;

  it.each([1, 2])("a second LAN, on channel %i, is noted and leaves the first unchanged", (channel) => {
    const first = lan(1, "allowed_auths_admin md5\nguid 00112233445566778899aabbccddeeff");
    const { settings, notes } = read(`${first}${lan(channel, "allowed_auths_admin none\nguid 0123\naddr :: 623")}`);
    expect(settings).toEqual({
      lan: {
        channel: 1,
        authenticationTypes: ["md5"],
        authenticationEnables: { callback: [], user: [], operator: [] },
      },
      systemGuid: "ffeeddcc-bbaa-9988-7766-554433221100",
    });
    expect(notes).toEqual([
      "lan.conf:5: startlan: dropped: with the lines up to endlan: the machine has one LAN channel, and channel 1 is it",
    ]);
  });

  it("reports a second GUID", () => {
    const { settings, notes } = read(lan(1, "guid 00112233445566778899aabbccddeeff\nguid other"));
    expect(settings["systemGuid"]).toBe("ffeeddcc-bbaa-9988-7766-554433221100");
    expect(notes).toEqual([
      "lan.conf:3: guid: dropped: the system has a GUID already, ffeeddcc-bbaa-9988-7766-554433221100",
    ]);
  });
});

describe("allowed_auths_…", () => {
  const all = ["callback", "user", "operator", "admin"];
  const lan = (...lines: string[]) => read(`startlan 1\n${lines.join("\n")}\nendlan\n`);

  it("of all privileges alike are authenticationTypes", () => {
    const { settings, notes } = lan(...all.map((level) => `allowed_auths_${level} straight md5`));
    expect({ lan: settings["lan"], notes }).toEqual({
      lan: { channel: 1, authenticationTypes: ["md5", "password"] },
      notes: [],
    });
  });
  it("of each privilege are its own, and one without a line has none", () => {
    const { settings, notes } = lan(
      "allowed_auths_user none",
      "allowed_auths_operator none md5",
      "allowed_auths_admin none",
      "allowed_auths_admin md2 md5 straight",
    );
    expect({ lan: settings["lan"], notes }).toEqual({
      lan: {
        channel: 1,
        authenticationTypes: ["none", "md2", "md5", "password"],
        authenticationEnables: {
          callback: [],
          user: ["none"],
          operator: ["none", "md5"],
          administrator: ["md2", "md5", "password"],
        },
      },
      notes: [],
    });
    const bmc = machine(settings);
    const typesAt = (level: string) => ask(bmc, `06 38 01 ${level}`).split(" ")[2];
    expect(["01", "02", "03", "04"].map(typesAt)).toEqual(["00", "01", "05", "16"]);
  });
  it("without any line, nobody logs in by IPMI 1.5, and RMCP+ is as it was", () => {
    const to = lanOf(
      machine({ ...lan().settings, users: { accounts: [{ id: 2, name: "admin", password: "secret" }] } }),
    );
    expect(() => logIn15(to)).toThrow("Get Session Challenge: 204");
    expect(logIn(to).ask("06 01")).toHaveLength(1);
  });
  it.each([
    ["allowed_auths_admin md5 sha1", "allowed_auths_admin: dropped: there is no authentication type sha1"],
    ["allowed_auths_oem md5", "allowed_auths_oem: dropped: not a keyword of ipmi_lan(5)"],
  ])("notes %s", (line, note) => {
    expect(lan(line)).toEqual({
      settings: { lan: { channel: 1, authenticationTypes: [] } },
      notes: [`lan.conf:2: ${note}`],
    });
  });
});

describe("authentication types of a user", () => {
  const notes = (user: string, ...lines: string[]) =>
    read(`user 2 true "admin" "secret" admin 10 ${user}\nstartlan 1\n${lines.join("\n")}\nendlan\n`).notes;

  it("are noted when the LAN has more, which is for every user", () => {
    expect(notes("straight", "allowed_auths_admin md5 straight", "allowed_auths_user none")).toEqual([
      "lan.conf:1: user: its authentication types are dropped: as in ipmi_sim, those of the LAN are for every user, none and md5 too",
    ]);
  });
  it.each([["none md2 md5 straight"], ["md5 straight"]])("%s say nothing else than the LAN", (types) => {
    expect(notes(types, "allowed_auths_admin md5 straight")).toEqual([]);
  });
  it("that do not exist drop the line", () => {
    expect(notes("sha1")).toEqual(["lan.conf:1: user: dropped: there is no authentication type sha1"]);
  });
});

describe("the network side", () => {
  const lan = (...lines: string[]) => read(`startlan 1\n${lines.join("\n")}\nendlan\n`);
  const none = { channel: 1, authenticationTypes: [] };

  it.each([
    ["addr 127.0.0.1 9001", { listen: "udp:127.0.0.1:9001" }],
    ["addr 0.0.0.0", { listen: "udp:0.0.0.0:623" }],
    ["addr ::1 6230", { listen: "udp:[::1]:6230" }],
    ["addr localhost 0x1234", { listen: "udp:localhost:4660" }],
    ['bmc_key "abc"', { kg: "abc" }],
    ['bmc_key "0xabc"', { kg: `0x${Buffer.from("0xabc").toString("hex")}${"00".repeat(15)}` }],
    [`bmc_key ${"0f".repeat(20)}`, { kg: `0x${"0f".repeat(20)}` }],
    ["priv_limit admin", {}],
    ["priv_limit user", { access: { privilegeLimit: "user" } }],
    ["per_msg_auth true", {}],
    ["per_msg_auth no", { access: { perMessageAuthentication: false } }],
    ["PEF_alerting true", {}],
    ["PEF_alerting false", { access: { pefAlerting: false } }],
  ])("takes %s", (line, settings) => {
    expect(lan(line)).toEqual({ settings: { lan: { ...none, ...settings } }, notes: [] });
  });

  it.each([
    ["addr a/b 9", "addr: dropped: expected a host and a UDP port, got a/b 9"],
    ["addr", "addr: dropped: an address is missing"],
    ["addr h 70000", "addr: dropped: expected a UDP port, 0 to 65535, got 70000"],
    ['bmc_key ""', "bmc_key: dropped: expected a key of up to 20 characters, or 40 hex digits"],
    ["priv_limit root", "priv_limit: dropped: expected callback, user, operator, admin, got root"],
    ["per_msg_auth", "per_msg_auth: dropped: true or false is missing"],
  ])("notes %s", (line, note) => {
    expect(lan(line)).toEqual({ settings: { lan: none }, notes: [`lan.conf:2: ${note}`] });
  });

  it("keeps the first of several addresses", () => {
    const { settings, notes } = lan("addr 127.0.0.1 1", "addr 127.0.0.1 2");
    expect(settings).toEqual({ lan: { ...none, listen: "udp:127.0.0.1:1" } });
    expect(notes).toEqual(["lan.conf:3: addr: dropped: the LAN has a door already, udp:127.0.0.1:1"]);
  });

  it.each([
    ["sol tcp:localhost:4000 115200", "connect:tcp:localhost:4000", []],
    ["sol telnet:localhost:4000 9600 history=4000", "connect:telnet:localhost:4000", []],
    ["sol /dev/ttyS1 9600", "pty:/dev/ttyS1", []],
    [
      "sol tcp:h:4000 9600 history=4000,backupfile=/tmp/h historyfru=2",
      "connect:tcp:h:4000",
      [
        "sol: dropped: backupfile: serial.log is a file with all that was printed",
        "sol: dropped: historyfru=2: no FRU has the history; SOL instance 2 does",
      ],
    ],
    [
      "sol udp:h:1",
      undefined,
      ["sol: dropped: expected a device's path, tcp:HOST:PORT or telnet:HOST:PORT, got udp:h:1"],
    ],
  ])("%s is the serial port", (line, serial, notes) => {
    const said = read(line);
    expect(said.settings["serial"]).toBe(serial);
    expect(said.notes).toEqual(notes.map((note) => `lan.conf:1: ${note}`));
  });
});
