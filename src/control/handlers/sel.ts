import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import type { Machine } from "../../machine.ts";
import type { SelRecord } from "../calls/sel.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { recordPage } from "../pages.ts";
import { selRecordInWords } from "../words/sel-record.ts";

const selList: CallHandler<"sel.list"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const { sel } = machine.bmc;
  const { records, next } = recordPage(sel.size, (id) => sel.entry(id), given.from);
  return { records: records.map((record) => inWords(machine, record)), next };
};

function inWords({ bmc }: Machine, record: Uint8Array): SelRecord {
  return selRecordInWords(record, (generatorId, number) => {
    // §29.4: slave address, and the LUN in the second byte.
    if (generatorId % 256 !== BMC_ADDRESS) return undefined;
    return bmc.sensors.at(Math.floor(generatorId / 256) % LUNS).find(({ definition }) => definition.number === number);
  });
}

const LUNS = 4;

const selInfo: CallHandler<"sel.info"> = (daemon, given) => {
  const { sel } = machineOf(daemon, given).bmc;
  return { records: sel.size, capacity: sel.capacity, lost: sel.lost, time: sel.timestamp() };
};

const selAdd: CallHandler<"sel.add"> = (daemon, given) => {
  return { id: machineOf(daemon, given).operate(({ sel }) => sel.add(given.record)) };
};

/** Clears the SEL, and cancels a reservation as a guest's Clear SEL does. */
const selClear: CallHandler<"sel.clear"> = (daemon, given) => {
  machineOf(daemon, given).operate(({ sel }) => sel.clear(sel.reserve()));
  return {};
};

export const selHandlers = {
  "sel.list": selList,
  "sel.info": selInfo,
  "sel.add": selAdd,
  "sel.clear": selClear,
};
