/** Entity association records (IPMI §40.3, §43.4, §43.5). */
import { SdrType } from "./records/device-locators.ts";
import { deviceRelativeEntityAssociationRecord, entityAssociationRecord } from "./records/entity-association.ts";
import { encodeSdr } from "./records/sdr.ts";

/** Instances `first` to `last` of an entity, 0 to 7Fh. From 60h up, instances are relative to the controller. */
export interface EntityRange {
  readonly id: number;
  readonly first: number;
  readonly last: number;
}

export interface EntityAssociationOptions {
  readonly container: { readonly id: number; readonly instance: number };
  readonly contains: readonly EntityRange[];
  /** Whether the container's presence sensor can be read even when the container is absent. */
  readonly presenceAlwaysAccessible: boolean;
}

/** An entity in a record; zeros for an unused slot. */
interface Slot {
  readonly entityId: number;
  readonly entityInstance: number;
}

const SLOTS = 4;
const FIRST_DEVICE_RELATIVE = 0x60;
const NONE: Slot = { entityId: 0, entityInstance: 0 };

/** Encodes one container as a chain of linked records, four slots each. `address` is the controller's slave address. */
export function associationRecords(options: EntityAssociationOptions, address: number): readonly Uint8Array[] {
  const { contains } = options;
  const ranges = contains.some(({ first, last }) => first !== last);
  const slots = contains.flatMap(({ id, first, last }): Slot[] => {
    const begin = { entityId: id, entityInstance: first };
    return ranges ? [begin, { entityId: id, entityInstance: last }] : [begin];
  });
  const records = Array.from({ length: Math.ceil(slots.length / SLOTS) }, (_, i) =>
    slots.slice(SLOTS * i, SLOTS * (i + 1)),
  );
  const instances = [options.container.instance, ...slots.map(({ entityInstance }) => entityInstance)];
  const encodeRecord = instances.some((each) => each >= FIRST_DEVICE_RELATIVE) ? relativeRecord : absoluteRecord;
  const flags = { ranges, linked: records.length > 1, presenceAlwaysAccessible: options.presenceAlwaysAccessible };
  return records.map((those) => encodeRecord(options, flags, those, address));
}

interface Flags {
  readonly ranges: boolean;
  readonly linked: boolean;
  readonly presenceAlwaysAccessible: boolean;
}

function absoluteRecord({ container }: EntityAssociationOptions, flags: Flags, slots: readonly Slot[]): Uint8Array {
  const at = (index: number) => slots[index] ?? NONE;
  return encodeSdr(SdrType.EntityAssociation, entityAssociationRecord, {
    containerId: container.id,
    containerInstance: container.instance,
    flags,
    ...{ first: at(0), second: at(1), third: at(2), fourth: at(3) },
  });
}

function relativeRecord(
  { container }: EntityAssociationOptions,
  flags: Flags,
  slots: readonly Slot[],
  address: number,
): Uint8Array {
  const owner = (instance: number) => ({
    device: { address: instance >= FIRST_DEVICE_RELATIVE ? address / 2 : 0 },
    channel: { number: 0 },
  });
  const at = (index: number) => {
    const slot = slots[index] ?? NONE;
    return { ...owner(slot.entityInstance), ...slot };
  };
  return encodeSdr(SdrType.DeviceRelativeEntityAssociation, deviceRelativeEntityAssociationRecord, {
    containerId: container.id,
    containerInstance: container.instance,
    ...owner(container.instance),
    flags,
    ...{ first: at(0), second: at(1), third: at(2), fourth: at(3) },
  });
}
