/**
 * The configuration's shape: every setting, its default and its documentation. config/schema.json, the names of the
 * environment variables and what an error message says is allowed are all made from what stands here.
 */
import type { z } from "zod";
import { frus } from "../fru/fru.ts";
import { assertions } from "../sections/assertions.ts";
import { chassis } from "../sections/chassis.ts";
import { control } from "../sections/control.ts";
import { dcmi } from "../sections/dcmi.ts";
import { device, selfTest } from "../sections/device.ts";
import { http } from "../sections/http.ts";
import { privateBuses, satelliteShape } from "../sections/ipmb.ts";
import { lan } from "../sections/lan.ts";
import { listen, qmp, tls } from "../sections/listen.ts";
import { log } from "../sections/log.ts";
import { oemCommands, oemState } from "../sections/oem.ts";
import { pef } from "../sections/pef.ts";
import { power } from "../sections/power.ts";
import { record } from "../sections/record.ts";
import { deviceLocators, entityAssociations, locator } from "../sections/records.ts";
import { replies } from "../sections/replies.ts";
import { sdrRepository, sdrs } from "../sections/sdr.ts";
import { sel } from "../sections/sel.ts";
import { state } from "../sections/state.ts";
import { manufacturingTest, systemInfo } from "../sections/system-info.ts";
import { time } from "../sections/time.ts";
import { users } from "../sections/users.ts";
import { sensors } from "../sensors/sensors.ts";
import { NAME } from "../values/choices.ts";
import { fileName, group, guid, listOf, oneOf, text } from "../values/values.ts";
import { section } from "./section.ts";

/** What every management controller of a machine has. */
const controllerShape = {
  device: section("device", device, "Get Device ID, §20.1."),
  selfTest: section("selfTest", selfTest, "Get Self Test Results, §20.4."),
  sel: section("sel", sel, "The system event log, chapter 31."),
  sdrRepository: section("sdrRepository", sdrRepository, "The SDR repository, chapter 33."),
  sdrs: section(
    "sdrs",
    sdrs,
    'Sensor data records as bytes: "00 00 51 c0 05 57 01 00 aa bb", or { file: board.sdr } for those in a file that ' +
      "ipmitool sdr dump wrote. Their first two bytes, the ID, are given anew.",
    [],
  ),
  locator: section("locator", locator, "What the controller's own locator record says of it, §43.9."),
  deviceLocators: section("deviceLocators", deviceLocators, "Devices that records tell where they are, §43.7.", []),
  entityAssociations: section(
    "entityAssociations",
    entityAssociations,
    "Which entities are made up of others, §43.4.",
    [],
  ),
  frus: section(
    "frus",
    frus,
    "FRU inventory devices, chapter 34. Where none has ID 0, the BMC's own one is an inventory without areas.",
    [],
  ),
  sensors: section(
    "sensors",
    sensors,
    "Sensors, chapters 35 and 36, besides the BMC's watchdog sensor, which has number 0x03. One of type watchdog2 takes its place.",
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

const systemInterface = () => oneOf(["bt", "kcs", "ssif"]);

/** What one machine is made of. */
const machineShape = {
  name: section("name", name, "The machine's name in logs; its GUIDs are made from it where they are auto.", "bmc"),
  listen: section(
    "listen",
    listen,
    "Doors: unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, fd:N; connect:ADDRESS dials QEMU. One QEMU a door, one BMC " +
      "behind all. A relative PATH is relative to the directory the daemon is started in.",
    ["unix:extern-bmc.sock"],
  ),
  tls: tls.optional().describe("Certificates for tls: doors. File names are relative to this file."),
  systemInterface: section(
    "systemInterface",
    systemInterface,
    "The interface QEMU gives the guest; told by Get Channel Info, and used for the QEMU flags we print.",
    "bt",
  ),
  guid: section("guid", guid, "Device GUID (Get Device GUID), RFC 4122 text; auto: made from the name.", "auto"),
  systemGuid: section(
    "systemGuid",
    guid,
    "System GUID (Get System GUID), RFC 4122 text; auto: made from the name.",
    "auto",
  ),
  systemInfo: section("systemInfo", systemInfo, "System info, §22.14a: what it says until software writes it anew."),
  manufacturingTest: section("manufacturingTest", manufacturingTest, "Manufacturing Test On, §20.5."),
  chassis: section("chassis", chassis, "The chassis, chapter 28."),
  qmp: qmp
    .optional()
    .describe("QEMU's QMP socket (-qmp unix:PATH,server=on,wait=off): tells of resets, pauses and shutdowns.")
    .meta({ examples: ["unix:/run/vm0/qmp.sock"] }),
  power: section("power", power, "Switching the machine on, which the VM protocol cannot."),
  lan: section("lan", lan, "The LAN channel's configuration, chapter 23. It is kept and told; no LAN is served."),
  users: section("users", users, "Users, §22.26 to §22.30."),
  pef: section("pef", pef, "Platform event filtering, chapter 17."),
  dcmi: section("dcmi", dcmi, "DCMI, netFn 2Ch, body DCh."),
  ...controllerShape,
  time: section("time", time, "The time that sources of sensors live by; the BMC's own clocks do not."),
  satellites: section(
    "satellites",
    satellites,
    "Management controllers behind the BMC, reached by Send Message on channel 0.",
    [],
  ),
  privateBuses: section("privateBuses", privateBuses, "I²C devices behind Master Write-Read, §22.11."),
  oemState: section(
    "oemState",
    oemState,
    "State bytes for oemCommands, with their first values, 0 to 0xff: { fanMode: 0 }. Cold Reset brings those back.",
    {},
  ),
  oemCommands: section(
    "oemCommands",
    oemCommands,
    "Commands answered as told here, before the built-in ones. The first entry that fits is taken; if entries have " +
      "the request's codes but none fits its data, the built-in command answers, or CCh if there is none.",
    [],
  ),
  modules: section(
    "modules",
    modules,
    "Modules, .js or .ts, whose exported commands are answered after oemCommands and before the built-in ones: " +
      "docs/adding-a-command.md. File names are relative to this file. They run as the daemon's own code.",
    [],
  ),
  replies: section(
    "replies",
    replies,
    "What happens to answers on their way back to QEMU: to test what copes with it.",
  ),
};

/** Settings of the daemon: one for all its machines. */
export const daemonShape = {
  log: section("log", log, "Log on standard error."),
  control: section("control", control, "The control socket: docs/control.md."),
  http: section("http", http, "An HTTP port for monitoring."),
  record: section(
    "record",
    record,
    "Files of what happens at the doors. Names are relative to the directory the daemon is started in.",
  ),
  state: section("state", state, "What outlives the daemon: docs/state.md."),
  assertions: section(
    "assertions",
    assertions,
    "What must have been seen when the daemon ends, or it ends with exit code 1: a list of { seen: … }, { never: … }, " +
      "{ order: […] } and { discarded: n }.",
    [],
  ),
};

/** Settings of the daemon, and of the machine it is. */
export const configShape = group({ ...daemonShape, ...machineShape });

/** One machine before it has what its name gives it, and the daemon's settings. */
export type MachineShape = z.output<typeof configShape>;
