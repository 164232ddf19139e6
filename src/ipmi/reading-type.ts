/** Event/reading type codes (IPMI §42.1): the class of a sensor, which decides the meaning of its offsets. */
export const ReadingType = {
  threshold: 0x01,
  usage: 0x02,
  digitalState: 0x03,
  predictiveFailure: 0x04,
  limit: 0x05,
  performance: 0x06,
  severity: 0x07,
  devicePresence: 0x08,
  deviceEnabled: 0x09,
  availability: 0x0a,
  redundancy: 0x0b,
  acpiPower: 0x0c,
  sensorSpecific: 0x6f,
} as const;
