/** Entities: names for their codes (IPMI §43.14), and text such as "processor 1". */
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

/** Codes by name. DCMI §6.5.2 adds three. */
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

/** Instances of an entity. Text without a number means instance 1. */
export interface Instances {
  readonly id: number;
  readonly first: number;
  readonly last: number;
}

/** Schema of an entity: text such as "power supply 2", or a mapping of its parts. */
export const entity = lazily(() =>
  z
    .union([z.string(), mapping], 'text such as "power supply 1", or a mapping')
    .transform((written, context): Entity => {
      if (typeof written !== "string") return written;
      const read = readText(written);
      if (typeof read !== "string" && read.first === read.last)
        return { id: read.id, instance: read.first, logical: false };
      const several = "several instances are given; expected one";
      const message = typeof read === "string" ? read : several;
      context.addIssue({ code: "custom", message, params: { sentence: true } });
      return z.NEVER;
    }),
);

/** Schema of several instances: text such as "power supply 1-2". */
export const entityRange = lazily(() =>
  z.string('text such as "power supply 1" or "processor 1-4"').transform((written, context): Instances => {
    const read = readText(written);
    if (typeof read !== "string") return read;
    context.addIssue({ code: "custom", message: read, params: { sentence: true } });
    return z.NEVER;
  }),
);

/** Returns the instances, or a sentence about what is wrong. */
function readText(text: string): Instances | string {
  const [, name = "", first = "1", last = first] = TEXT.exec(text) ?? [];
  const id = codeOf(name, ENTITIES) ?? (CODE.test(name) ? Number(name) : undefined);
  if (id === undefined || id > 0xff) return unknownName("entity", name, ENTITIES);
  const wrong = [first, last].find((number) => Number(number) > MAX_INSTANCE);
  if (wrong !== undefined) return `the instance is ${wrong}; expected one from 0 to 0x7f`;
  if (Number(first) > Number(last)) return `the instances are ${first}-${last}; expected the lower one first`;
  return { id, first: Number(first), last: Number(last) };
}

export interface Entity {
  readonly id: number;
  readonly instance: number;
  readonly logical: boolean;
}
