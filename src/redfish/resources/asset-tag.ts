/** The asset tag: that of DCMI (§6.4.2, §6.4.3), which IPMI clients set too; while it is empty, that of FRU device 0. */
import { encodedTag, MAX_ASSET_TAG } from "../../bmc/dcmi/asset-tag.ts";
import type { Machine } from "../../machine.ts";
import { type Check, type Checked, shown } from "../checks.ts";
import { message } from "../messages.ts";
import type { Json } from "../resource.ts";
import { inventoryOf } from "./inventory.ts";

const tag: Check<Uint8Array> = (value, name, wording) => {
  if (typeof value !== "string") return wording.type(shown(value), name);
  const bytes = encodedTag(value);
  if (bytes.length > MAX_ASSET_TAG) return message("StringValueTooLong", [shown(value), `${MAX_ASSET_TAG}`]);
  return /\p{Cc}/u.test(value) ? message("PropertyValueFormatError", [shown(value), name]) : { value: bytes };
};

export const ASSET_TAG = { AssetTag: tag };

export function assetTagOf(machine: Machine): Json {
  const { text } = machine.bmc.dcmi.assetTag;
  return { AssetTag: text === "" ? (inventoryOf(machine).assetTag ?? "") : text };
}

export function setAssetTag({ bmc }: Machine, { AssetTag: bytes }: Checked<typeof ASSET_TAG>): void {
  if (bytes) bmc.dcmi.assetTag.restore(bytes);
}
