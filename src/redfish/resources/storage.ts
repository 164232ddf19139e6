/** The storage of the machine, as configured: one subsystem with all drives and volumes. */
import type { Drive, Hardware, Volume } from "../../bmc/hardware.ts";
import type { Endpoint } from "../endpoint.ts";
import { CHASSIS, collection, type Json, link, resource, SYSTEM } from "../resource.ts";
import { type Configured, configuredEndpoints, hardwareOf, linkTo } from "./configured.ts";

const COLLECTION = `${SYSTEM}/Storage`;
const STORAGE = `${COLLECTION}/1`;

const DRIVES: Configured<Drive> = {
  at: `${STORAGE}/Drives`,
  schema: "Drive",
  in: ({ drives }) => drives,
  nameOf: ({ name }, number) => name ?? `Drive ${number}`,
  show: ({ bytes, media, protocol, manufacturer, model, serialNumber }) => ({
    CapacityBytes: bytes,
    MediaType: media,
    Protocol: protocol,
    Manufacturer: manufacturer,
    Model: model,
    SerialNumber: serialNumber,
    Links: { Chassis: link(CHASSIS) },
  }),
};

const VOLUMES: Configured<Volume> = {
  at: `${STORAGE}/Volumes`,
  schema: "Volume",
  collection: { schema: "VolumeCollection", name: "Volumes" },
  in: ({ volumes }) => volumes,
  nameOf: ({ name }, number) => name ?? `Volume ${number}`,
  show: ({ name, bytes, raid, drives }) => ({
    DisplayName: name,
    CapacityBytes: bytes,
    RAIDType: raid,
    Links: { Drives: drives.map((number) => link(`${DRIVES.at}/${number}`)) },
  }),
};

function storageOf(hardware: Hardware): Json {
  return resource(
    { at: STORAGE, schema: "Storage", id: "1", name: "Storage" },
    {
      Status: { State: "Enabled", Health: "OK" },
      Drives: hardware.drives.map((_, index) => link(`${DRIVES.at}/${index + 1}`)),
      "Drives@odata.count": hardware.drives.length,
      ...linkTo("Volumes", VOLUMES, hardware),
      Links: { Enclosures: [link(CHASSIS)] },
    },
  );
}

/** Whether there is anything that the subsystem could show. */
function hasStorage({ drives, volumes }: Hardware): boolean {
  return drives.length > 0 || volumes.length > 0;
}

/** The property of the system. */
export function storageLink(hardware: Hardware): Json {
  return hasStorage(hardware) ? { Storage: link(COLLECTION) } : {};
}

export const storageEndpoints: readonly Endpoint[] = [
  {
    path: COLLECTION,
    get: (context) =>
      hasStorage(hardwareOf(context)) ? collection(COLLECTION, "StorageCollection", "Storage", [STORAGE]) : undefined,
  },
  {
    path: STORAGE,
    get(context) {
      const hardware = hardwareOf(context);
      return hasStorage(hardware) ? storageOf(hardware) : undefined;
    },
  },
  ...configuredEndpoints(DRIVES),
  ...configuredEndpoints(VOLUMES),
];
