/** The cause of the system's last start or restart (IPMI §28.11). */
export const RestartCause = {
  Unknown: 0x00,
  ChassisControl: 0x01,
  ResetButton: 0x02,
  PowerButton: 0x03,
  Watchdog: 0x04,
  Oem: 0x05,
  /** Mains power returned with power restore policy "always on". */
  PolicyAlwaysOn: 0x06,
  /** Mains power returned with power restore policy "previous". */
  PolicyPrevious: 0x07,
  PefReset: 0x08,
  PefPowerCycle: 0x09,
  /** The guest reset itself, as by Ctrl-Alt-Del. */
  SoftReset: 0x0a,
  /** The real-time clock. */
  Wakeup: 0x0b,
} as const;
export type RestartCause = (typeof RestartCause)[keyof typeof RestartCause];
