/** The firmware version in Get Device ID (IPMI §20.1): a minor revision in BCD has two digits, another byte is hex. */
import type { DeviceIdentity } from "../../bmc/device-identity.ts";
import { hexDigits } from "../../text/hex.ts";

export function firmwareVersion({ firmware: { major, minor } }: DeviceIdentity): string {
  return `${major}.${typeof minor === "number" ? `${minor}`.padStart(2, "0") : hexDigits(minor.raw)}`;
}
