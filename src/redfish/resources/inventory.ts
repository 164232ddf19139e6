/** Inventory data of FRU device 0. A guest may have written any bytes: unreadable fields are left out. */

import type { FruField } from "../../bmc/records/fru/field.ts";
import { decodeFru } from "../../bmc/records/fru/inventory.ts";
import type { Machine } from "../../machine.ts";

export interface Inventory {
  readonly manufacturer?: string | undefined;
  readonly model?: string | undefined;
  readonly partNumber?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly assetTag?: string | undefined;
  readonly version?: string | undefined;
  /** Fields of the chassis information area. */
  readonly chassis: {
    readonly type?: string | number | undefined;
    readonly partNumber?: string | undefined;
    readonly serialNumber?: string | undefined;
  };
  readonly board: {
    readonly manufacturer?: string | undefined;
    readonly model?: string | undefined;
    readonly partNumber?: string | undefined;
    readonly serialNumber?: string | undefined;
  };
}

const SYSTEM_FRU = 0;
const decoded = new WeakMap<Uint8Array, Inventory>();

export function inventoryOf({ bmc }: Machine): Inventory {
  const device = bmc.frus.devices.find(({ id }) => id === SYSTEM_FRU);
  // Each write makes new bytes.
  const bytes = device?.save() ?? new Uint8Array();
  const inventory = decoded.get(bytes) ?? decode(bytes);
  decoded.set(bytes, inventory);
  return inventory;
}

function decode(bytes: Uint8Array): Inventory {
  const { product, board, chassis } = decodeFru(bytes);
  return {
    manufacturer: textOf(product?.manufacturer),
    model: textOf(product?.productName),
    partNumber: textOf(product?.partNumber),
    serialNumber: textOf(product?.serialNumber),
    assetTag: textOf(product?.assetTag),
    version: textOf(product?.version),
    chassis: {
      type: chassis?.type,
      partNumber: textOf(chassis?.partNumber),
      serialNumber: textOf(chassis?.serialNumber),
    },
    board: {
      manufacturer: textOf(board?.manufacturer),
      model: textOf(board?.productName),
      partNumber: textOf(board?.partNumber),
      serialNumber: textOf(board?.serialNumber),
    },
  };
}

function textOf(field: FruField | undefined): string | undefined {
  return typeof field === "object" ? field.text : field;
}
