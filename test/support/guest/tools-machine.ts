/** The machine that ipmitool and FreeIPMI read in the guest: some of every kind of setting. */

/** A multiple of 8. */
const BOARD_SIZE = 32;

export const TOOLS_MACHINE = `
device: { id: 0x2a, supports: [chassis, sel, fru, sdrRepository, sensor] }
chassis: { powerOnHours: 1234 }
users:
  maximum: 3
  accounts:
    - { id: 2, name: operator, password: secret, privilegeLimit: operator }
lan:
  address: 10.1.2.3
  subnetMask: 255.255.255.0
  macAddress: 02:00:00:a0:a1:aa
  defaultGateway: { address: 10.1.2.1 }
sensors:
  - number: 0x30
    name: CPU Temp
    type: temperature
    units: { base: degreesC }
    thresholds: { upperNonCritical: 80, upperCritical: 90, upperNonRecoverable: 100 }
    reading: 42
  - { number: 0x31, name: 12V, type: voltage, units: { base: volts }, m: 6, rExponent: -2, reading: 12 }
  - { number: 0x32, name: PSU1, type: powerSupply, states: [0, 1], asserted: [0] }
frus:
  - { id: 0, size: 256, data: "${fruInventory()}" }
`;

/** A board information area (FRU §11): mfg. date unspecified; manufacturer, product, serial, part number, FRU file ID. */
function fruInventory(): string {
  const header = withChecksum([0x01, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00]);
  const fields = ["Acme", "Board", "042", "P10", ""].flatMap((text) => [0xc0 + text.length, ...Buffer.from(text)]);
  const board = [0x01, BOARD_SIZE / 8, 0x19, 0x00, 0x00, 0x00, ...fields, 0xc1];
  const padding = new Array<number>(BOARD_SIZE - 1 - board.length).fill(0);
  return Buffer.from([...header, ...withChecksum([...board, ...padding])]).toString("hex");
}

function withChecksum(bytes: readonly number[]): number[] {
  return [...bytes, (256 - (bytes.reduce((sum, byte) => sum + byte, 0) % 256)) % 256];
}
