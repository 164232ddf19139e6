/**
 * Files that `import` reads → a configuration. A line "--- KIND" begins a file: sdr, fru, sel, sensors, mc, lan, users of
 * ipmitool; conf and emu of ipmi_sim; sushy of sushy-emulator.
 */
import { parseConfig } from "../../../src/config/reading/file.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { importIpmiSim } from "../../../src/import/ipmi-sim/machine.ts";
import { importIpmitool } from "../../../src/import/ipmitool.ts";
import { Notes } from "../../../src/import/notes.ts";
import { plain, type Settings } from "../../../src/import/settings.ts";
import { importSushyEmulator } from "../../../src/import/sushy/emulator.ts";
import { writeYaml } from "../../../src/import/yaml.ts";
import { bytesOf, type Target, textOf } from "../../support/fuzz/target.ts";
import { machine } from "../../support/machine/machine.ts";

const MADE = machine({
  sensors: [
    { name: "CPU", type: "temperature", units: "C", thresholds: { upperCritical: 85 }, nominal: 40 },
    { name: "PSU", type: "power supply", states: [0, 1] },
    { name: "Event", type: "memory", recordKind: "eventOnly" },
  ],
  frus: [{ id: 0, size: 256, board: { manufacturer: "Acme" }, product: { productName: "Server" } }],
});

export const imports: Target = {
  name: "imports",
  never: "an error, a configuration that is refused or that cannot be read again",
  form: "text",
  maxBytes: 8192,
  work: { base: 40_000_000, perByte: 10_000 },
  seeds: [ipmitoolDumps(), ...ipmitoolTexts(), ...ipmiSimFiles(), sushyFiles()],
  words: [
    "--- sdr\n",
    "--- sensors\n",
    "mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02",
    "'a",
    "$x",
    '"x y"',
    "degrees C",
    " | ",
  ],
  run(input) {
    const files = filesIn(textOf(input));
    const notes = new Notes();
    const settings = settingsOf(files, notes);
    const text = writeYaml(settings, notes.lines);
    const { machines = [{}], ...common } = settings;
    const each = (machines as readonly Settings[]).map((own) => plain({ ...common, ...own }));
    const [issue] = each.flatMap((machine) => configSchema.safeParse(machine).error?.issues ?? []);
    if (issue) throw new Error(`${issue.path.filter((key) => typeof key === "string").join(".")}: ${issue.message}`);
    if (Object.keys(settings).length > 0) parseConfig("made.yaml", text);
  },
};

function settingsOf(files: ReadonlyMap<string, string>, notes: Notes): Settings {
  const sushy = files.get("sushy");
  if (sushy === undefined) return files.has("conf") ? fromIpmiSim(files, notes) : fromIpmitool(files, notes);
  const read = { file: "sushy", text: sushy, readUsers: () => files.get("users"), nameFor: () => "/none" };
  const settings = importSushyEmulator(read, notes);
  // Without a machine, the command refuses it.
  return (settings["machines"] as readonly unknown[]).length === 0 ? {} : settings;
}

function filesIn(text: string): ReadonlyMap<string, string> {
  const [, ...parts] = text.split(/^--- (\w+)\n/m);
  const files = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) files.set(parts[at] ?? "", parts[at + 1] ?? "");
  return files;
}

function fromIpmitool(files: ReadonlyMap<string, string>, notes: Notes): Settings {
  const bytes = (kind: string) => {
    const text = files.get(kind);
    return text === undefined ? undefined : { file: kind, name: "/none", bytes: bytesOf(text) };
  };
  const printed = (kind: string) => {
    const text = files.get(kind);
    return text === undefined ? undefined : { file: kind, text };
  };
  const fru = bytes("fru");
  return importIpmitool(
    {
      ...{ frus: fru ? [{ id: 0, ...fru }] : [], sdr: bytes("sdr"), sel: bytes("sel"), sensors: printed("sensors") },
      ...{ mcInfo: printed("mc"), lan: printed("lan"), users: printed("users") },
    },
    notes,
  );
}

function fromIpmiSim(files: ReadonlyMap<string, string>, notes: Notes): Settings {
  const read = (file: string) => files.get(file === "lan.conf" ? "conf" : "emu") ?? "";
  const sdr = files.get("sdr");
  const records = sdr === undefined ? undefined : { file: "sdr", bytes: bytesOf(sdr) };
  return importIpmiSim(
    { lanConf: "lan.conf", emu: "a.emu", sdr: records, files: { read, nameFor: () => "/none" } },
    notes,
  );
}

function ipmitoolDumps(): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
  const sdr = text(Buffer.concat(MADE.bmc.sdrs.list.records()));
  const sel = text(Buffer.from("0100020000000020000401300159000001020000000000200004013001", "hex"));
  return `--- sdr\n${sdr}--- fru\n${text(MADE.bmc.frus.device(0).save())}--- sel\n${sel}`;
}

function ipmitoolTexts(): readonly string[] {
  return [
    "--- sensors\nCPU Temp | 40.000 | degrees C | ok | na | 5.000 | 10.000 | 80.000 | 85.000 | na\nPSU | 0x1 | discrete | 0x0180| na | na | na | na | na | na\n",
    "--- sensors\nCPU Temp | 30h | ok | 3.1 | 40 degrees C\nPSU | 31h | ok | 10.1 | Presence detected\n",
    "--- mc\nDevice ID                 : 32\nDevice Revision           : 1\nFirmware Revision         : 1.02\nIPMI Version              : 2.0\nManufacturer ID           : 674\nProduct ID                : 256 (0x0100)\nDevice Available          : yes\nAdditional Device Support :\n    Sensor Device\n    SEL Device\nAux Firmware Rev Info     :\n    0x01\n    0x02\n",
    "--- lan\nSet in Progress         : Set Complete\nAuth Type Support       : NONE MD5 PASSWORD\nIP Address Source       : Static Address\nIP Address              : 10.0.0.1\nSubnet Mask             : 255.255.255.0\nMAC Address             : 02:00:00:00:00:01\n802.1q VLAN ID          : Disabled\nRMCP+ Cipher Suites     : 3,17\n",
    "--- users\nID  Name             Callin  Link Auth  IPMI Msg   Channel Priv Limit\n1                    true    false      true       ADMINISTRATOR\n2   admin            true    true       true       USER\n",
  ];
}

function sushyFiles(): string {
  return "--- sushy\nSUSHY_EMULATOR_LISTEN_IP = u'::'\nSUSHY_EMULATOR_LISTEN_PORT = 8000\nSUSHY_EMULATOR_SSL_CERT = \"a\"\nSUSHY_EMULATOR_AUTH_FILE = 'h'\nSUSHY_EMULATOR_ALLOWED_INSTANCES = [\n  'vm0', 'da69abcc-dae0-4913-9a7b-d344043097c0'  # both\n]\nX = {('a', 1): {'b': None}}\n--- users\nadmin:x\n";
}

function ipmiSimFiles(): readonly string[] {
  return [
    '--- conf\nname "sim"\nset_working_mc 0x20\n  startlan 1\n    addr 0.0.0.0 9001\n    priv_limit admin\n    allowed_auths_admin none md2 md5 straight\n    guid a123456789abcdefa123456789abcdef\n  endlan\n  serial 15 localhost 9002 codec VM\n  user 2 true "ipmiusr" "test" admin 10 none md2\n',
    "--- conf\nserial kcs-15 localhost 9002 codec VM connect\n--- emu\nmc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr\nsel_enable 0x20 1000 0x0a\nsel_add 0x20 0x02 1 2 3 4 5 6 7 8 9 10 11 12 13\nsensor_add 0x20 0 1 1 1\nsensor_set_value 0x20 0 1 0x60 0\nsensor_set_threshold 0x20 0 1 settable 111000 0xa0 0x90 0x70 00 00 00\nsensor_set_event_support 0x20 0 1 enable scanning per-state 000111111000000 000111111000000 000111111000000 000111111000000\nmc_enable 0x20\n",
    '--- conf\n--- emu\nmc_add 0x30 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02\nmc_enable 0x30\nmc_add_fru_data 0x20 0 8 data 1 0 0 0 0 0 0 0xff\nmain_sdr_add 0x20 0 0 0x51 0x11 5 1 2 3 4 5\ndefine x "y"\nmc_set_guid 0x20 a123456789abcdefa123456789abcdef\nsensor_add 0x20 0 2 0x6f 8 poll 1000 file "f" div=2 raw\n',
  ];
}
