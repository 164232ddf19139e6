/** The chassis: identity from FRU device 0, and the links to sensors, power and temperatures. */
import type { Machine } from "../../machine.ts";
import { changed } from "../changes.ts";
import { properties } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Context } from "../request.ts";
import { CHASSIS, collection, type Json, link, MANAGER, ROOT, resource, SYSTEM } from "../resource.ts";
import { ASSET_TAG, assetTagOf, setAssetTag } from "./asset-tag.ts";
import { machineHealth } from "./health.ts";
import { INDICATOR, indicate, indicatorOf } from "./indicator.ts";
import { inventoryOf } from "./inventory.ts";

/** Types by the FRU's name of the chassis type (SMBIOS §7.4.1). */
const TYPES: Readonly<Record<string, string>> = {
  "rack mount chassis": "RackMount",
  "main server chassis": "RackMount",
  blade: "Blade",
  "blade enclosure": "Enclosure",
  "expansion chassis": "Expansion",
  desktop: "StandAlone",
  tower: "StandAlone",
  "mini tower": "StandAlone",
  "pizza box": "StandAlone",
};

/** The chassis area has no manufacturer and no name: those are the product's, or else the board's. */
function chassisOf({ service: { machine } }: Context): Json {
  const { manufacturer, model, chassis, board } = inventoryOf(machine);
  const { powerOn } = machine.bmc.chassis;
  return resource(
    { at: CHASSIS, schema: "Chassis", id: "1", name: `${machine.name} chassis` },
    {
      ChassisType: TYPES[`${chassis.type}`] ?? "Other",
      Manufacturer: manufacturer ?? board.manufacturer,
      Model: model ?? board.model,
      PartNumber: chassis.partNumber,
      SerialNumber: chassis.serialNumber,
      ...assetTagOf(machine),
      PowerState: powerOn ? "On" : "Off",
      ...indicatorOf(machine),
      ...securityOf(machine),
      Status: { State: powerOn ? "Enabled" : "StandbyOffline", Health: machineHealth(machine) },
      Sensors: link(`${CHASSIS}/Sensors`),
      Power: link(`${CHASSIS}/Power`),
      PowerSubsystem: link(`${CHASSIS}/PowerSubsystem`),
      Thermal: link(`${CHASSIS}/Thermal`),
      ThermalSubsystem: link(`${CHASSIS}/ThermalSubsystem`),
      EnvironmentMetrics: link(`${CHASSIS}/EnvironmentMetrics`),
      Links: {
        ComputerSystems: [link(SYSTEM)],
        ManagedBy: [link(MANAGER)],
        ManagersInChassis: [link(MANAGER)],
      },
    },
  );
}

function securityOf({ bmc }: Machine): Json {
  return { PhysicalSecurity: { IntrusionSensor: bmc.chassis.has("intrusion") ? "HardwareIntrusion" : "Normal" } };
}

export const chassisEndpoints: readonly Endpoint[] = [
  {
    path: `${ROOT}/Chassis`,
    get: () => collection(`${ROOT}/Chassis`, "ChassisCollection", "Chassis", [CHASSIS]),
  },
  {
    path: CHASSIS,
    get: chassisOf,
    patch: {
      privileges: ["ConfigureComponents"],
      run(context, body) {
        const values = properties({ ...INDICATOR, ...ASSET_TAG }, body, chassisOf(context));
        const { machine } = context.service;
        machine.operate(() => {
          setAssetTag(machine, values);
          indicate(machine, values);
        });
        return changed(chassisOf(context));
      },
    },
  },
];
