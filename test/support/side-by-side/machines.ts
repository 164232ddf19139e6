/** The three BMCs, as alike as their settings make them. */

/** Sensor data records of all three: the sensor's (§43.1), and one of its maker's (§43.12). */
export const RECORDS: readonly string[] = [
  "01 00 51 01 30 20 00 01 37 01 7f 68 01 01 80 0a 80 0a 38 38 " +
    "00 01 00 00 01 00 00 00 00 00 00 00 00 00 ff 00 a0 90 70 00 " +
    "00 00 00 00 00 00 00 c5 42 6f 61 72 64",
  "02 00 51 c0 05 57 01 00 cc dd",
];

export const DAEMON = `
device: { providesSdrs: true }
frus: [{ id: 0, size: 64, data: "${"00".repeat(64)}" }]
users: { maximum: 63 }
sdrRepository: { ownRecords: false }
sdrs: [${RECORDS.map((record) => `"${record}"`).join(", ")}]
sensors:
  - number: 0x01
    name: Board
    type: temperature
    typeSettable: true
    entity: { id: 0x37, instance: 1 }
    units: { base: degreesC }
    thresholds: { upperNonCritical: 0x70, upperCritical: 0x90, upperNonRecoverable: 0xa0 }
    m: 1
    reading: 0x60
privateBuses: { eeproms: [{ bus: 0, address: 0xa0, data: "92 10 0b 01" }] }
`;

/** Capabilities that QEMU announces: power off, reset, interrupts, NMI, graceful shutdown. */
export const CAPABILITIES = "08 3f a1";

/** ipmi_sim_cmd(5). Its device: ID 20h, firmware 1.0, all of additional device support but the bridge. */
export function controller(): string {
  return `\
mc_setbmc 0x20
mc_add 0x20 0x20 has-device-sdrs 0x00 1 0 0xbf 0 0
sel_enable 0x20 1024 0x0b
mc_add_fru_data 0x20 0 64 data 0
sensor_add 0x20 0 1 0x01 0x01
sensor_set_value 0x20 0 1 0x60 0
sensor_set_hysteresis 0x20 0 1 settable 0 0
sensor_set_threshold 0x20 0 1 settable 111000 0xa0 0x90 0x70 00 00 00
sensor_set_event_support 0x20 0 1 enable scanning per-state \\
  000101010000000 000101010000000 000101010000000 000101010000000
${RECORDS.map((record) => `main_sdr_add 0x20 ${record.replaceAll(/(\w\w)/g, "0x$1")}\n`).join("")}\
mc_enable 0x20
`;
}

export const QEMU_SETTINGS = ",fruareasize=64,fwrev1=1";
