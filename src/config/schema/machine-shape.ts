/**
 * The shape of the configuration: every setting with its default and its documentation. config/schema.json, the names
 * of the environment variables and the expectations in error messages are derived from it.
 */

import type { z } from "zod";
import { frus } from "../fru/fru.ts";
import { assertions } from "../sections/assertions.ts";
import { bios } from "../sections/bios.ts";
import { chassis } from "../sections/chassis.ts";
import { control } from "../sections/control.ts";
import { dcmi } from "../sections/dcmi.ts";
import { device, selfTest } from "../sections/device.ts";
import { hardware } from "../sections/hardware.ts";
import { http } from "../sections/http.ts";
import { ipmb, privateBuses, satelliteShape } from "../sections/ipmb.ts";
import { lab } from "../sections/lab.ts";
import { lan } from "../sections/lan.ts";
import { listen, qmp, systemInterface, tls } from "../sections/listen.ts";
import { log } from "../sections/log.ts";
import { media } from "../sections/media.ts";
import { oemCommands, oemState } from "../sections/oem.ts";
import { pef } from "../sections/pef.ts";
import { power } from "../sections/power.ts";
import { record } from "../sections/record.ts";
import { deviceLocators, entityAssociations, locator } from "../sections/records.ts";
import { redfish } from "../sections/redfish.ts";
import { replies } from "../sections/replies.ts";
import { sdrRepository, sdrs } from "../sections/sdr.ts";
import { sel } from "../sections/sel.ts";
import { serial } from "../sections/serial.ts";
import { sharedRedfish } from "../sections/shared-redfish.ts";
import { state } from "../sections/state.ts";
import { manufacturingTest, systemInfo } from "../sections/system-info.ts";
import { time } from "../sections/time.ts";
import { users } from "../sections/users.ts";
import { sensors } from "../sensors/sensors.ts";
import { NAME } from "../values/choices.ts";
import { fileName, group, guid, listOf, text } from "../values/values.ts";
import type { DaemonSetting } from "./daemon-settings.ts";
import { section } from "./section.ts";

/** The settings of every management controller of a machine. */
const controllerShape = {
  device: section("device", device, "Get Device ID, §20.1."),
  selfTest: section("selfTest", selfTest, "Get Self Test Results, §20.4."),
  sel: section("sel", sel, "The system event log, chapter 31."),
  sdrRepository: section("sdrRepository", sdrRepository, "The SDR repository, chapter 33."),
  sdrs: section(
    "sdrs",
    sdrs,
    'Sensor data records as bytes: "00 00 51 c0 05 57 01 00 aa bb", or { file: board.sdr } for those in ' +
      "a file written by ipmitool sdr dump. Their IDs, the first two bytes, are reassigned.",
    [],
  ),
  locator: section("locator", locator, "The controller's own locator record, §43.9."),
  deviceLocators: section("deviceLocators", deviceLocators, "Device locator records, §43.7.", []),
  entityAssociations: section("entityAssociations", entityAssociations, "Entity association records, §43.4.", []),
  frus: section(
    "frus",
    frus,
    "FRU inventory devices, chapter 34. Without one of ID 0, the BMC has an inventory without areas.",
    [],
  ),
  sensors: section(
    "sensors",
    sensors,
    "Sensors, chapters 35 and 36, in addition to the BMC's watchdog sensor, number 0x03. A sensor of " +
      "type watchdog2 replaces that one.",
    [],
  ),
};

const satellites = () =>
  listOf(group({ ...satelliteShape(), ...controllerShape })).refine(
    (list) => new Set(list.map(({ address }) => address)).size === list.length,
    "each address once",
  );

const modules = () => listOf(fileName());

const A_NAME = "a name of 1 to 63 letters, digits, dashes, underscores or, but for the first, dots";

const name = () => text(A_NAME).regex(NAME, A_NAME);

/** The settings of one machine. */
const machineShape = {
  name: section("name", name, "The machine's name in logs; its GUIDs are made from it where they are auto.", "bmc"),
  listen: section(
    "listen",
    listen,
    "Doors for QEMU: unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, fd:N; connect:ADDRESS dials QEMU. One QEMU " +
      "per door; all reach the same BMC. Append ,interface=KIND (bt, kcs or ssif) for an interface other than " +
      "systemInterface. A relative PATH is relative to the directory the daemon is " +
      "started in.",
    ["unix:extern-bmc.sock"],
  ),
  tls: tls.optional().describe("Certificates for tls: doors. File names are relative to this file."),
  systemInterface: section(
    "systemInterface",
    systemInterface,
    "The interface that QEMU gives the guest at doors that name no other. Get Channel Info reports it, and the " +
      "printed QEMU flags use it.",
    "bt",
  ),
  guid: section("guid", guid, "Device GUID (Get Device GUID), RFC 4122 text; auto: derived from the name.", "auto"),
  systemGuid: section(
    "systemGuid",
    guid,
    "System GUID (Get System GUID), RFC 4122 text; auto: derived from the name.",
    "auto",
  ),
  systemInfo: section("systemInfo", systemInfo, "System info, §22.14a: the initial values, which software can change."),
  manufacturingTest: section("manufacturingTest", manufacturingTest, "Manufacturing Test On, §20.5."),
  chassis: section("chassis", chassis, "The chassis, chapter 28."),
  qmp: qmp
    .optional()
    .describe("QEMU's QMP socket (-qmp unix:PATH,server=on,wait=off), which reports resets, pauses and shutdowns.")
    .meta({ examples: ["unix:/run/vm0/qmp.sock"] }),
  serial: serial
    .optional()
    .describe(
      "The guest's serial port: an address, or { address, log, maxBytes, keep, chardev }. docs/serial.md describes it.",
    )
    .meta({ examples: ["connect:unix:/run/vm0/ser0"] }),
  power: section("power", power, "Switching the machine on, which the VM protocol cannot do."),
  lan: section("lan", lan, "The LAN channel, chapter 23: its parameters, and the door for IPMI over LAN. docs/lan.md"),
  redfish: section("redfish", redfish, "Redfish, with the users of the LAN channel. docs/redfish.md"),
  hardware: section("hardware", hardware, "Processors, memory, network interfaces and drives that Redfish shows."),
  bios: section("bios", bios, "Settings of the machine's firmware that Redfish shows and changes. docs/redfish.md"),
  media: section("media", media, "Virtual media: drives into which clients insert images. docs/redfish.md"),
  users: section("users", users, "Users, §22.26 to §22.30."),
  pef: section("pef", pef, "Platform event filtering, chapter 17."),
  dcmi: section("dcmi", dcmi, "DCMI, netFn 2Ch, body DCh."),
  ...controllerShape,
  time: section("time", time, "The clock of sensor sources. The BMC's own clocks are separate."),
  satellites: section(
    "satellites",
    satellites,
    "Management controllers behind the BMC, reached by Send Message on channel 0.",
    [],
  ),
  ipmb: section("ipmb", ipmb, "The bus to the satellites, channel 0."),
  privateBuses: section("privateBuses", privateBuses, "I²C devices behind Master Write-Read, §22.11."),
  oemState: section(
    "oemState",
    oemState,
    "State bytes for oemCommands with their initial values, 0 to 0xff: { fanMode: 0 }. Cold Reset restores them.",
    {},
  ),
  oemCommands: section(
    "oemCommands",
    oemCommands,
    "Commands answered with configured data, before the built-in ones. The first entry that matches " +
      "answers. If entries have the request's codes but none matches its data, the built-in command " +
      "answers, or CCh if no such command exists.",
    [],
  ),
  modules: section(
    "modules",
    modules,
    "Modules, .js or .ts, whose exported commands are answered after oemCommands and before the built-in " +
      "ones: docs/adding-a-command.md. File names are relative to this file. Modules run with the daemon's " +
      "full rights.",
    [],
  ),
  replies: section("replies", replies, "Faults in the answers to QEMU, to test how software handles them."),
};

/** Settings of the daemon, shared by all machines. */
export const daemonShape = {
  log: section("log", log, "Log on standard error."),
  control: section("control", control, "The control socket: docs/control.md."),
  http: section("http", http, "An HTTP port for monitoring, the API and the web page."),
  sharedRedfish: section(
    "sharedRedfish",
    sharedRedfish,
    "One Redfish door for all machines, each by its name. docs/redfish.md",
  ),
  lab: section("lab", lab, "The acceptance lab, as the API and the web page run it: docs/lab.md."),
  record: section(
    "record",
    record,
    "Recordings of the traffic at the doors. File names are relative to the directory the daemon is started in.",
  ),
  state: section("state", state, "Non-volatile state: docs/state.md."),
  assertions: section(
    "assertions",
    assertions,
    "Conditions checked when the daemon ends; exit code 1 if one is not met. A list of { seen: … }, { " +
      "never: … }, { order: […] } and { discarded: n }.",
    [],
  ),
} satisfies Record<DaemonSetting, unknown>;

/** Settings of the daemon and of a single machine. */
export const configShape = group({ ...daemonShape, ...machineShape });

/** One machine and the daemon's settings, before the values derived from the machine's name are filled in. */
export type MachineShape = z.output<typeof configShape>;
