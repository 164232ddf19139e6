/** Values derived from a machine's name. */
import { guidFromName } from "../values/guid.ts";
import { macFromName } from "../values/mac.ts";
import type { MachineShape } from "./machine-shape.ts";

/** Fills in the GUIDs and the MAC address that are `auto`, and the GUID of every satellite, from their names. */
export function withOwnName(config: MachineShape) {
  const { name, guid, systemGuid, lan, satellites } = config;
  return {
    ...config,
    guid: guid === "auto" ? guidFromName(`${name}/device`) : guid,
    systemGuid: systemGuid === "auto" ? guidFromName(`${name}/system`) : systemGuid,
    lan: { ...lan, macAddress: lan.macAddress === "auto" ? macFromName(name) : lan.macAddress },
    satellites: satellites.map((satellite) => ({ ...satellite, guid: guidFromName(`${name}/${satellite.name}`) })),
  };
}
