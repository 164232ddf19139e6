/** Event and state names by event/reading type (IPMI §42.1); the index in each list is the offset. */
export const ReadingType = { Threshold: 0x01, SensorSpecific: 0x6f } as const;

export const EVENT_TYPES: ReadonlyMap<number, readonly string[]> = new Map([
  [
    ReadingType.Threshold,
    ["Lower Non-critical", "Lower Critical", "Lower Non-recoverable", "Upper Non-critical", "Upper Critical"]
      .concat("Upper Non-recoverable")
      .flatMap((threshold) => [`${threshold} going low`, `${threshold} going high`]),
  ],
  [0x02, ["Transition to Idle", "Transition to Active", "Transition to Busy"]],
  [0x03, ["State Deasserted", "State Asserted"]],
  [0x04, ["Predictive Failure Deasserted", "Predictive Failure Asserted"]],
  [0x05, ["Limit Not Exceeded", "Limit Exceeded"]],
  [0x06, ["Performance Met", "Performance Lags"]],
  [
    0x07,
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
  [0x08, ["Device Absent", "Device Present"]],
  [0x09, ["Device Disabled", "Device Enabled"]],
  [
    0x0a,
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
    0x0b,
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
  [0x0c, ["D0 Power State", "D1 Power State", "D2 Power State", "D3 Power State"]],
]);
