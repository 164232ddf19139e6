/** Event and state names by event/reading type (IPMI §42.1); the index in each list is the offset. */
import { ReadingType } from "../reading-type.ts";

export const EVENT_TYPES: ReadonlyMap<number, readonly string[]> = new Map<number, readonly string[]>([
  [
    ReadingType.threshold,
    ["Lower Non-critical", "Lower Critical", "Lower Non-recoverable", "Upper Non-critical", "Upper Critical"]
      .concat("Upper Non-recoverable")
      .flatMap((threshold) => [`${threshold} going low`, `${threshold} going high`]),
  ],
  [ReadingType.usage, ["Transition to Idle", "Transition to Active", "Transition to Busy"]],
  [ReadingType.digitalState, ["State Deasserted", "State Asserted"]],
  [ReadingType.predictiveFailure, ["Predictive Failure Deasserted", "Predictive Failure Asserted"]],
  [ReadingType.limit, ["Limit Not Exceeded", "Limit Exceeded"]],
  [ReadingType.performance, ["Performance Met", "Performance Lags"]],
  [
    ReadingType.severity,
    [
      "Transition to OK",
      "Transition to Non-critical from OK",
      "Transition to Critical from less severe",
      "Transition to Non-recoverable from less severe",
      "Transition to Non-critical from more severe",
      "Transition to Critical from Non-recoverable",
      "Transition to Non-recoverable",
      "Monitor",
      "Informational",
    ],
  ],
  [ReadingType.devicePresence, ["Device Absent", "Device Present"]],
  [ReadingType.deviceEnabled, ["Device Disabled", "Device Enabled"]],
  [
    ReadingType.availability,
    [
      "Transition to Running",
      "Transition to In Test",
      "Transition to Power Off",
      "Transition to On Line",
      "Transition to Off Line",
      "Transition to Off Duty",
      "Transition to Degraded",
      "Transition to Power Save",
      "Install Error",
    ],
  ],
  [
    ReadingType.redundancy,
    [
      "Fully Redundant",
      "Redundancy Lost",
      "Redundancy Degraded",
      "Non-Redundant: Sufficient from Redundant",
      "Non-Redundant: Sufficient from Insufficient",
      "Non-Redundant: Insufficient Resources",
      "Redundancy Degraded from Fully Redundant",
      "Redundancy Degraded from Non-Redundant",
    ],
  ],
  [ReadingType.acpiPower, ["D0 Power State", "D1 Power State", "D2 Power State", "D3 Power State"]],
]);
