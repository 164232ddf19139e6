/** Our words for events beside ipmitool's (§42.1, §42.2), and a log that was saved for it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { selRecordInWords } from "../../src/control/words/sel-record.ts";
import { ReadingType } from "../../src/ipmi/reading-type.ts";
import { EVENT_TYPES } from "../../src/ipmi/words/event-types.ts";
import { SENSOR_TYPES } from "../../src/ipmi/words/sensor-types.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { ipmitoolOffline } from "../support/peers/ipmitool-offline.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-sel-words-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const TEMPERATURE = 0x01;
const offsets = Array.from({ length: 15 }, (_, offset) => offset);
const states = SENSOR_TYPES.flatMap((_, type) =>
  type === 0 ? [] : offsets.map((offset) => ({ type, readingType: ReadingType.sensorSpecific as number, offset })),
);
const generic = [...EVENT_TYPES].flatMap(([readingType, names]) =>
  names.map((_, offset) => ({ type: TEMPERATURE, readingType, offset })),
);
const events = [...states, ...generic];

const recordOf = ({ type, readingType, offset }: (typeof events)[number], index: number): Uint8Array =>
  Uint8Array.of(
    (index + 1) % 256,
    (index + 1) >> 8,
    2,
    0,
    0,
    0,
    0x65,
    0x20,
    0,
    4,
    type,
    0x30,
    readingType,
    offset,
    0xff,
    0xff,
  );

/** "sensor type / event", where ipmitool says something else; those for which it has no words are left out. */
const DIFFERENT: Readonly<Record<string, string>> = {
  // Its text depends on event data 2, which is unspecified here.
  "System Firmwares / System Firmware Error": "System Firmwares / Unknown Error",
  "System Firmwares / System Firmware Hang": "System Firmwares / Unknown Hang",
  "System Firmwares / System Firmware Progress": "System Firmwares / Unknown Progress",
  // A capital letter at the beginning, as everywhere.
  "OS Boot / Boot completed - device not specified": "OS Boot / boot completed - device not specified",
  // A state is found by its name, so that no two have the same.
  "Watchdog2 / reserved 4": "Watchdog2 / reserved",
  "Watchdog2 / reserved 5": "Watchdog2 / reserved",
  "Watchdog2 / reserved 6": "Watchdog2 / reserved",
  "Watchdog2 / reserved 7": "Watchdog2 / reserved",
};

test("every state and event has ipmitool's words, or a reason for others", async () => {
  const file = join(directory, "all.bin");
  const records = events.map(recordOf);
  writeFileSync(file, Buffer.concat(records));
  const printed = (await ipmitoolOffline(["sel", "readraw", file])).trim().split("\n");
  expect(printed).toHaveLength(events.length);
  const theirs = printed.map((line) => {
    const [, , , sensor = "", event = ""] = line.split("|").map((cell) => cell.trim());
    return `${sensor.replace(" #0x30", "")} / ${event}`;
  });
  const ours = records.map((record) => {
    const { sensorType, event } = selRecordInWords(record, () => undefined);
    return `${sensorType} / ${event}`;
  });
  const compared = ours.map((words, index) => [DIFFERENT[words] ?? words, theirs[index] ?? ""] as const);
  const named = compared.filter(([, their]) => !their.endsWith(" / "));
  expect(named.length).toBeGreaterThan(250);
  expect(named.filter(([our, their]) => our !== their)).toEqual([]);
  // Codes without words there have none here either, or those of a newer table of the specification.
  const more = compared.filter(([our, their]) => their.endsWith(" / ") && !/ \/ State \d+$/.test(our));
  expect(more.map(([our]) => our)).toEqual([
    "Event Logging Disabled / Correctable machine check error logging disabled",
    "System ACPI Power State / reserved 13",
    ...["Activated", "Deactivated", "Invalid Username or Password", "Invalid password disable"].map(
      (event) => `Session Audit / ${event}`,
    ),
    "Version Change / Firmware or software change detected",
    "Version Change / Firmware or software change success",
  ]);
});

test("sel save writes what ipmitool sel readraw reads", async () => {
  await using daemon = await startTestDaemon({ args: ["-l", "tcp:127.0.0.1:0"] });
  const env = { EXTERN_BMC_CONTROL_SOCKET: daemon.control };
  const file = join(directory, "saved.bin");
  await runCli(["event", "send", "--type", "13", "--number", "7", "--state", "drive fault"], { env });
  await runCli(["sel", "add", "0000 c0 00000000 571701 112233445566"], { env });
  const saved = await runCli(["sel", "save", file], { env });
  expect(saved).toEqual({ code: 0, stdout: `2 records in ${file}\n`, stderr: "" });
  const lines = (await ipmitoolOffline(["sel", "readraw", file])).trim().split("\n");
  expect(lines.map((line) => line.split("|").map((cell) => cell.trim()))).toEqual([
    ["1", expect.any(String), expect.any(String), "Drive Slot / Bay #0x07", "Drive Fault", "Asserted"],
    ["2", expect.any(String), expect.any(String), "OEM record c0", "571701", "112233445566"],
  ]);
});
