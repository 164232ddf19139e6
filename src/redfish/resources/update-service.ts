/** The update service: an inventory only, because no firmware update ever runs. */
import type { Endpoint } from "../endpoint.ts";
import { collection, link, MANAGER, ROOT, resource } from "../resource.ts";
import { firmwareVersion } from "./firmware-version.ts";

const SERVICE = `${ROOT}/UpdateService`;
const INVENTORY = `${SERVICE}/FirmwareInventory`;
export const FIRMWARE = `${INVENTORY}/BMC`;

export const updateEndpoints: readonly Endpoint[] = [
  {
    path: SERVICE,
    get: () =>
      resource(
        { at: SERVICE, schema: "UpdateService", id: "UpdateService", name: "Update Service" },
        // sushy reads no update service without Actions.
        { ServiceEnabled: false, Status: { State: "Disabled" }, FirmwareInventory: link(INVENTORY), Actions: {} },
      ),
  },
  {
    path: INVENTORY,
    get: () => collection(INVENTORY, "SoftwareInventoryCollection", "Firmware Inventory", [FIRMWARE]),
  },
  {
    path: FIRMWARE,
    get: ({ service: { machine } }) =>
      resource(
        { at: FIRMWARE, schema: "SoftwareInventory", id: "BMC", name: "BMC Firmware" },
        {
          Version: firmwareVersion(machine.bmc.options.device),
          Updateable: false,
          Status: { State: "Enabled", Health: "OK" },
          RelatedItem: [link(MANAGER)],
        },
      ),
  },
];
