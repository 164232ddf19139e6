/** Converts names to names that the configuration accepts. */
import { SENSOR_TYPES } from "../config/sensors/codes.ts";
import { nameOfCode } from "./code-names.ts";

const MAX_NAME = 16;
const TAKEN = /^[ -~]{1,16}$/;

/** Returns a name for the machine that is this domain of libvirt. */
export function machineName(domain: string): string {
  return domain.replaceAll(/[^\w.-]|^\.+/g, "-").slice(0, 63);
}

/** Returns the name of a record or list itself or the nearest valid one; `without` if no character is left. */
export function takenName(name: string, without: string): string {
  if (TAKEN.test(name) && name.trim() !== "") return name;
  const near = name
    .replaceAll("\0", "")
    .replaceAll(/[^ -~]/g, "?")
    .trim()
    .slice(0, MAX_NAME)
    .trimEnd();
  return near === "" ? without : near;
}

/** Name of a sensor without one: its type and number. */
export function numberedName({ type, lun, number }: { type: number; lun: number; number: number }): string {
  const which = ` ${lun === 0 ? "" : `${lun}.`}${number}`;
  return `${(nameOfCode(type, SENSOR_TYPES) ?? "sensor").slice(0, MAX_NAME - which.length)}${which}`;
}
