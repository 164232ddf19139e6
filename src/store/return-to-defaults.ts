/** A reset to defaults: which parts of a BMC's state return to the configuration, and which stay. */
import type { Bmc } from "../bmc/bmc.ts";
import type { Part } from "./part.ts";
import { power, powerOnTime } from "./parts/chassis.ts";
import { bios, secureBoot } from "./parts/firmware.ts";
import { httpsIdentity } from "./parts/https-identity.ts";
import { PARTS } from "./parts/index.ts";
import { lan, payloadAccess, securityKeys, sol } from "./parts/lan.ts";
import { controllerId, dhcp } from "./parts/management.ts";
import { channels, users } from "./parts/messaging.ts";
import { eeprom, fru, sdr, sel } from "./parts/storage.ts";

/** Settings that may stay. */
export type Preserved = "network" | "users";

const SETTINGS: Readonly<Record<Preserved, readonly Part[]>> = {
  network: [lan, sol, channels, securityKeys, dhcp, controllerId, httpsIdentity],
  users: [users, payloadAccess],
};

/** State of the machine, which the BMC only keeps: its power, its inventory, its firmware. */
const OF_THE_MACHINE: readonly Part[] = [power, powerOnTime, fru, eeprom, bios, secureBoot];

/** `configured`: a BMC that the configuration has just made. */
export function returnToDefaults(bmc: Bmc, configured: Bmc, preserved: readonly Preserved[]): void {
  bmc.sel.resetTo(configured.sel);
  bmc.sdrs.resetTo(configured.sdrs);
  const done = new Set([sel, sdr, ...OF_THE_MACHINE, ...preserved.flatMap((settings) => SETTINGS[settings])]);
  for (const part of PARTS) if (!done.has(part) && part.isPresent(bmc)) part.restore(bmc, part.read(configured));
}
