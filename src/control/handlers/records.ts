import type { FruDevice } from "../../bmc/fru.ts";
import { decodeFru } from "../../bmc/records/fru/inventory.ts";
import { u16 } from "../../codec/integer.ts";
import { decode } from "../../codec/layout.ts";
import { spacedHex } from "../../text/hex.ts";
import type { FruEntry, SdrEntry } from "../calls/records.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { recordPage } from "../pages.ts";

/** Chapter 43: offsets of the id string's type/length byte and of the sensor number, for types that have them. */
const KINDS: Readonly<Record<number, { readonly kind: string; readonly nameAt?: number; readonly numberAt?: number }>> =
  {
    1: { kind: "full sensor", nameAt: 47, numberAt: 7 },
    2: { kind: "compact sensor", nameAt: 31, numberAt: 7 },
    3: { kind: "event-only", nameAt: 16, numberAt: 7 },
    8: { kind: "entity association" },
    9: { kind: "device-relative entity association" },
    16: { kind: "generic locator", nameAt: 15 },
    17: { kind: "FRU locator", nameAt: 15 },
    18: { kind: "MC locator", nameAt: 15 },
    19: { kind: "MC confirmation" },
    20: { kind: "BMC message channel info" },
    192: { kind: "OEM" },
  };
const TYPE_AT = 3;
/** §43.15. */
const LENGTH_MODULUS = 32;

const sdrList: CallHandler<"sdr.list"> = (daemon, given) => {
  const { sdrs } = machineOf(daemon, given).bmc;
  const { records, next } = recordPage(sdrs.size, (id) => sdrs.entry(id), given.from);
  return { records: records.map(sdrInWords), next };
};

function sdrInWords(record: Uint8Array): SdrEntry {
  const type = record[TYPE_AT] ?? 0;
  const { kind, nameAt, numberAt } = KINDS[type] ?? { kind: `type ${type}` };
  const length = nameAt === undefined ? 0 : (record[nameAt] ?? 0) % LENGTH_MODULUS;
  return {
    id: decode(u16, record.subarray(0, 2)),
    type,
    kind,
    name:
      nameAt === undefined
        ? undefined
        : Buffer.from(record.subarray(nameAt + 1, nameAt + 1 + length)).toString("latin1"),
    sensorNumber: numberAt === undefined ? undefined : record[numberAt],
    bytes: spacedHex(record),
  };
}

const fruList: CallHandler<"fru.list"> = (daemon, given) => {
  return { devices: machineOf(daemon, given).bmc.frus.devices.map(entryOf) };
};

const fruRead: CallHandler<"fru.read"> = (daemon, given) => {
  const device = machineOf(daemon, given).bmc.frus.device(given.id);
  const bytes = device.read(0, device.size);
  const { damage, ...words } = decodeFru(bytes);
  return { ...entryOf(device), bytes: spacedHex(bytes), words, damage: [...damage] };
};

const fruWrite: CallHandler<"fru.write"> = (daemon, given) => {
  machineOf(daemon, given).operate(({ frus }) => {
    const device = frus.device(given.id);
    device.write(given.offset / device.unit, given.bytes);
  });
  return {};
};

function entryOf({ id, name, size, accessByWords, writeProtected }: FruDevice): FruEntry {
  return { id, name, size, accessByWords, writeProtected };
}

export const recordHandlers = {
  "sdr.list": sdrList,
  "fru.list": fruList,
  "fru.read": fruRead,
  "fru.write": fruWrite,
};
