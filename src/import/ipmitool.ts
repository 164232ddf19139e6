/** A machine's configuration, made from ipmitool's dumps of it. */

import { pino } from "pino";
import { configSchema } from "../config/schema/schema.ts";
import { Machine } from "../machine.ts";
import { hex } from "../text/hex.ts";
import { type FruDump, readFruDump } from "./fru-dump.ts";
import { readLanPrint } from "./lan-print.ts";
import { readMcInfo } from "./mc-info.ts";
import type { Notes } from "./notes.ts";
import { printedSensors } from "./printed-sensors.ts";
import { readSdrDump, type SdrDump } from "./sdr-dump.ts";
import { readSelDump } from "./sel-dump.ts";
import { readSensorList } from "./sensor-list.ts";
import { plain, type Settings, said } from "./settings.ts";
import { readUserList } from "./user-list.ts";

/** A file and its text. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

export interface BytesFile {
  readonly file: string;
  /** Name of the file in the configuration. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface IpmitoolFiles {
  readonly name?: string | undefined;
  readonly sdr?: BytesFile | undefined;
  /** Output of `ipmitool sensor`, `sdr elist` or `sdr list`. */
  readonly sensors?: TextFile | undefined;
  readonly frus: readonly FruDump[];
  readonly sel?: BytesFile | undefined;
  readonly mcInfo?: TextFile | undefined;
  readonly lan?: TextFile | undefined;
  readonly users?: TextFile | undefined;
}

/** Without it, Linux repeats each request to an owner that is not here for 6 s. */
const OTHERS =
  "requests for sensors of software and of other controllers are answered D3h at once (ipmb.absent); " +
  "write a controller under satellites, with its sensors, to have them read";

export function importIpmitool(files: IpmitoolFiles, notes: Notes): Settings {
  const { name, sdr, sensors, sel, mcInfo, lan, users } = files;
  const printed = sensors && { file: sensors.file, rows: readSensorList(sensors.file, sensors.text, notes) };
  const dump = sdr && readSdrDump(sdr.file, sdr.bytes, printed, notes);
  const made = dump?.sensors ?? (printed ? printedSensors(printed.file, printed.rows, notes) : []);
  const device = mcInfo ? readMcInfo(mcInfo.file, mcInfo.text, notes) : said({ supports: dump?.supports });
  const frus = files.frus.flatMap((fru) => {
    const settings = readFruDump(fru, notes);
    const { id, ...others } = settings ?? {};
    return settings ? [{ id, ...dump?.frus.get(fru.id), ...others }] : [];
  });
  const settings = said({
    name,
    device: nonEmpty(device),
    users: users && readUserList(users.file, users.text, notes),
    lan: nonEmpty(lan && readLanPrint(lan.file, lan.text, notes)),
    locator: dump?.locator,
    deviceLocators: dump && dump.deviceLocators.length > 0 ? dump.deviceLocators : undefined,
    frus: frus.length > 0 ? frus : undefined,
    sel: nonEmpty(sel && readSelDump(sel.file, sel.bytes, notes)),
    sensors: made.length > 0 ? made : undefined,
  });
  if (!sdr || !dump) return settings;
  const withAll = withRecords(settings, sdr, dump, notes);
  if (!dump.hasOthers || withAll === settings) return withAll;
  notes.add({ file: sdr.file }, OTHERS);
  return { ...withAll, ipmb: { absent: "unavailable" } };
}

/** Adds the records in the dump's order: as settings if those give the same records, otherwise from the file. */
function withRecords(settings: Settings, { file, name }: BytesFile, dump: SdrDump, notes: Notes): Settings {
  if (sameRecords(recordsOf(settings), dump.records)) return settings;
  if (dump.records.length === 0) return settings;
  const { locator: _, deviceLocators: _devices, ...others } = settings;
  const repository = { ...others, sdrRepository: { ownRecords: false } };
  if (dump.isDamaged) {
    notes.add({ file }, "the complete records are written out, because this file cannot be served");
    return { ...repository, sdrs: dump.records.map((record) => hex(record)) };
  }
  notes.add({ file }, "the records stay in this file, because settings would not make the same ones in the same order");
  return { ...repository, sdrs: [{ file: name }] };
}

/** Returns the records that a daemon makes of these settings; undefined if it refuses them. */
function recordsOf(settings: Settings): readonly Uint8Array[] | undefined {
  const { success, data } = configSchema.safeParse(plain(settings));
  return success ? new Machine(data, pino({ level: "silent" })).bmc.sdrs.list.records() : undefined;
}

function sameRecords(ours: readonly Uint8Array[] | undefined, theirs: readonly Uint8Array[]): boolean {
  return ours?.length === theirs.length && ours.every((record, place) => same(record, theirs[place]));
}

/** Whether two records are equal, apart from the IDs, which the repository assigns. */
function same(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return other !== undefined && Buffer.compare(one.subarray(2), other.subarray(2)) === 0;
}

function nonEmpty(settings: Settings | undefined): Settings | undefined {
  return settings && Object.keys(settings).length > 0 ? settings : undefined;
}
