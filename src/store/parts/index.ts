/**
 * All stored parts. A state file has their names, their items and these forms. Renaming a part, or changing a form so that
 * old values do not fit, needs a migration.
 */
import type { Part } from "../part.ts";
import { boot, chassisCapabilities, power, powerCycle, powerOnTime, powerRestorePolicy } from "./chassis.ts";
import { bios, secureBoot } from "./firmware.ts";
import { httpsIdentity } from "./https-identity.ts";
import { lan, payloadAccess, securityKeys, sol } from "./lan.ts";
import {
  assetTag,
  controllerId,
  dhcp,
  pef,
  pefProcessed,
  powerLimit,
  powerLimitActive,
  systemInfo,
  thermalLimits,
} from "./management.ts";
import { channels, firewall, users } from "./messaging.ts";
import { eeprom, fru, sdr, sel, selTime } from "./storage.ts";

export const PARTS: readonly Part[] = [
  sel,
  selTime,
  sdr,
  fru,
  eeprom,
  users,
  channels,
  lan,
  sol,
  securityKeys,
  payloadAccess,
  firewall,
  pef,
  pefProcessed,
  systemInfo,
  power,
  powerRestorePolicy,
  powerCycle,
  powerOnTime,
  chassisCapabilities,
  boot,
  assetTag,
  controllerId,
  powerLimit,
  powerLimitActive,
  thermalLimits,
  dhcp,
  bios,
  secureBoot,
  httpsIdentity,
];
