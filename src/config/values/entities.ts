/** Entities that records tell of: names for their codes (IPMI §43.14), and "processor 1", which names one. */
import { z } from "zod";
import { byPlace, type Codes, codeOf, codeOrName, unknownName } from "./names.ts";
import { flag, group, integer, lazily } from "./values.ts";

const NAMES = [
  ...["unspecified", "other", "unknown", "processor", "disk", "peripheralBay", "systemManagementModule", "systemBoard"],
  ...["memoryModule", "processorModule", "powerSupply", "addInCard", "frontPanelBoard", "backPanelBoard"],
  ...["powerSystemBoard", "driveBackplane", "systemExpansionBoard", "otherSystemBoard", "processorBoard", "powerUnit"],
  ...["powerModule", "powerDistributionBoard", "chassisBackPanelBoard", "systemChassis", "subChassis"],
  ...["otherChassisBoard", "diskDriveBay", "peripheralDriveBay", "deviceBay", "coolingDevice", "coolingUnit", "cable"],
  ...["memoryDevice", "systemManagementSoftware", "systemFirmware", "operatingSystem", "systemBus", "group"],
  ...["remoteManagementDevice", "externalEnvironment", "battery", "processingBlade", "connectivitySwitch"],
  ...["processorMemoryModule", "ioModule", "processorIoModule", "managementControllerFirmware", "ipmiChannel"],
  ...["pciBus", "pciExpressBus", "scsiBus", "sataBus", "frontSideBus", "realTimeClock"],
];

/** DCMI §6.5.2 has three of its own. */
export const ENTITIES: Codes = {
  ...byPlace(NAMES),
  ...{ airInlet: 0x37, dcmiAirInlet: 0x40, dcmiProcessor: 0x41, dcmiSystemBoard: 0x42 },
  ...{ cpu: 0x03, fan: 0x1d, dimm: 0x20, memory: 0x20, drive: 0x04, motherboard: 0x07, chassis: 0x17, bios: 0x22 },
};

const MAX_INSTANCE = 0x7f;
const CODE = /^(?:0x[0-9a-f]{1,2}|\d{1,3})$/i;

const entityId = codeOrName("entity", ENTITIES, 0xff);

const mapping = lazily(() =>
  group({
    id: entityId.prefault("systemBoard").describe("Entity ID, §43.14: a name such as processor or fan, or a code."),
    instance: integer(0, MAX_INSTANCE)
      .default(1)
      .describe("Entity instance, 0 to 0x7f; from 0x60 on relative to the controller."),
    logical: flag().default(false).describe("Whether it is a logical container of entities."),
  }),
);

const TEXT = /^\s*(\S.*?)(?:\s+(0x[0-9a-f]+|\d+)(?:\s*-\s*(0x[0-9a-f]+|\d+))?)?\s*$/i;

/** Instances of an entity: 1 where text gives no number. */
export interface Instances {
  readonly id: number;
  readonly first: number;
  readonly last: number;
}

/** "power supply 2"; or a mapping of its parts. */
export const entity = lazily(() =>
  z
    .union([z.string(), mapping], 'text such as "power supply 1", or a mapping')
    .transform((written, context): Entity => {
      if (typeof written !== "string") return written;
      const read = readText(written);
      const instances = typeof read !== "string" && read.first !== read.last ? "expected one instance" : read;
      if (typeof instances !== "string") return { id: instances.id, instance: instances.first, logical: false };
      context.addIssue({ code: "custom", message: instances, params: { sentence: true } });
      return z.NEVER;
    }),
);

/** "power supply 1-2". */
export const entityRange = lazily(() =>
  z.string('text such as "power supply 1" or "processor 1-4"').transform((written, context): Instances => {
    const read = readText(written);
    if (typeof read !== "string") return read;
    context.addIssue({ code: "custom", message: read, params: { sentence: true } });
    return z.NEVER;
  }),
);

/** What it says; else what is wrong. */
function readText(text: string): Instances | string {
  const [, name = "", first = "1", last = first] = TEXT.exec(text) ?? [];
  const id = codeOf(name, ENTITIES) ?? (CODE.test(name) ? Number(name) : undefined);
  if (id === undefined || id > 0xff) return unknownName("entity", name, ENTITIES);
  const wrong = [first, last].find((number) => Number(number) > MAX_INSTANCE);
  if (wrong !== undefined) return `expected an instance from 0 to 0x7f, got ${wrong}`;
  if (Number(first) > Number(last)) return `expected the lower instance first, got ${first}-${last}`;
  return { id, first: Number(first), last: Number(last) };
}

export interface Entity {
  readonly id: number;
  readonly instance: number;
  readonly logical: boolean;
}
