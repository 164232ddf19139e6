/** What a machine has by its name where nothing else is said. */
import { guidFromName } from "./guid.ts";
import { macFromName } from "./mac.ts";
import type { MachineShape } from "./schema.ts";

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
