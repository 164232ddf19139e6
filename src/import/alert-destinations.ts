/** Converts `ipmitool lan alert print`, which may follow `lan print` in one file, to `lan.destinations`. */
import { isIPv4 } from "node:net";
import type { PrintedField } from "./printed-fields.ts";
import type { Settings } from "./settings.ts";

/** Converts a value to settings of a destination; returns undefined if it is invalid. */
type Read = (value: string) => Settings | undefined;

const MAX_TIMEOUT = 0xff;

/** A time-out as ipmitool prints it: seconds minus 1. */
const timeout: Read = (value) => {
  const seconds = Number(value) + 1;
  if (!/^\d{1,3}$/.test(value) || Number(value) > MAX_TIMEOUT) return undefined;
  return seconds === 4 ? {} : { timeout: `${seconds}s` };
};

const READERS: Readonly<Record<string, Read>> = {
  "Alert Acknowledge"(value) {
    if (!/^(?:Una|A)cknowledged$/.test(value)) return undefined;
    return value === "Acknowledged" ? { acknowledged: true } : {};
  },
  "Destination Type": (value) => (value === "PET Trap" ? {} : undefined),
  "Acknowledge Timeout": timeout,
  "Retry Interval": timeout,
  "Number of Retries"(value) {
    if (!/^[0-7]$/.test(value)) return undefined;
    return value === "0" ? {} : { retries: Number(value) };
  },
  "Alert Gateway": (value) => (value === "Default" ? {} : undefined),
  "Alert IP Address"(value) {
    if (!isIPv4(value)) return undefined;
    return value === "0.0.0.0" ? {} : { address: value };
  },
  "Alert MAC Address": (value) => (/^00(?::00){5}$/.test(value) ? {} : undefined),
};

const DESTINATION = "Alert Destination";
const MAX_DESTINATIONS = 15;

export const isOfDestination = ({ key }: PrintedField): boolean => key === DESTINATION || Object.hasOwn(READERS, key);

/**
 * Reads the fields of `isOfDestination`. Destination 0 is volatile and no setting. Calls `dropped` with each field that no setting
 * can have.
 */
export function readDestinations(fields: readonly PrintedField[], dropped: (field: PrintedField) => void): Settings {
  const destinations: Settings[] = [];
  let number = 0;
  for (const field of fields) {
    const { key, value } = field;
    if (key === DESTINATION) {
      number = /^\d{1,2}$/.test(value) && Number(value) <= MAX_DESTINATIONS ? Number(value) : 0;
      while (destinations.length < number) destinations.push({});
      if (number === 0 && value !== "0") dropped(field);
      continue;
    }
    const settings = READERS[key]?.(value);
    const before = destinations[number - 1];
    if (!settings) dropped(field);
    else if (before) destinations[number - 1] = { ...before, ...settings };
  }
  return destinations.length > 0 ? { destinations } : {};
}
