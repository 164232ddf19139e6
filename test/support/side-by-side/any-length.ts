/**
 * Commands whose requests a peer takes with a byte too many, or refuses for another reason: the completion code it gives,
 * and what of the length its source looks at. Ours is right: C7h is the code for it (table 5-2).
 *
 * ipmi_sim: OpenIPMI 2.0.33, lanserv/; its check_msg_length (serv.c) is a minimum too. QEMU: 7.2, hw/ipmi/ipmi_bmc_sim.c,
 * whose tables have a minimum (cmd_len_min).
 */
import type { ByPeer } from "./difference.ts";

type Lenience = readonly [completionCode: string, because: string];

export const ANY_LENGTH: readonly (readonly [command: string, lenience: ByPeer<Lenience>])[] = [
  [
    "00 00",
    {
      ipmiSim: ["00", "handle_get_chassis_capabilities (bmc_chassis.c) does not look at the length"],
      qemuSim: ["00", "chassis_capabilities has no minimum"],
    },
  ],
  [
    "00 01",
    {
      ipmiSim: ["00", "handle_get_chassis_status (bmc_chassis.c) does not look at the length"],
      qemuSim: ["00", "chassis_status has no minimum"],
    },
  ],
  [
    "00 02",
    {
      ipmiSim: ["00", "handle_chassis_control (bmc_chassis.c) asks for 1 byte or more"],
      qemuSim: ["d5", "chassis_control: 1 byte or more"],
    },
  ],
  ["00 04", { ipmiSim: ["cc", "handle_chassis_identify (bmc_chassis.c) does not look at the length"] }],
  ["00 08", { ipmiSim: ["cc", "set_system_boot_options (bmc_chassis.c) asks for 1 byte or more"] }],
  [
    "00 09",
    {
      ipmiSim: ["cc", "get_system_boot_options (bmc_chassis.c) asks for 3 bytes or more"],
      qemuSim: ["00", "chassis_get_sys_restart_cause has no minimum"],
    },
  ],
  ["04 01", { ipmiSim: ["00", "handle_get_event_receiver (bmc_sensor.c) does not look at the length"] }],
  ["04 00", { ipmiSim: ["00", "handle_set_event_receiver (bmc_sensor.c) asks for 2 bytes or more"] }],
  ["04 02", { qemuSim: ["00", "platform_event_msg: 8 bytes or more"] }],
  ["04 21", { ipmiSim: ["cb", "handle_get_device_sdr (bmc_sensor.c) asks for 6 bytes or more"] }],
  ["04 25", { ipmiSim: ["00", "handle_get_sensor_hysteresis (bmc_sensor.c) asks for 1 byte or more"] }],
  ["04 24", { ipmiSim: ["00", "handle_set_sensor_hysteresis (bmc_sensor.c) asks for 4 bytes or more"] }],
  ["04 27", { ipmiSim: ["00", "handle_get_sensor_thresholds (bmc_sensor.c) asks for 1 byte or more"] }],
  ["04 26", { ipmiSim: ["00", "handle_set_sensor_thresholds (bmc_sensor.c) asks for 8 bytes or more"] }],
  [
    "04 29",
    {
      ipmiSim: ["00", "handle_get_sensor_event_enable (bmc_sensor.c) asks for 1 byte or more"],
      qemuSim: ["cb", "get_sensor_evt_enable: 1 byte or more"],
    },
  ],
  ["04 2b", { qemuSim: ["cb", "get_sensor_evt_status: 1 byte or more"] }],
  [
    "04 2a",
    {
      ipmiSim: ["00", "handle_rearm_sensor_events (bmc_sensor.c) asks for 2 bytes or more"],
      qemuSim: ["cb", "rearm_sensor_evts: 2 bytes or more"],
    },
  ],
  [
    "04 2d",
    {
      ipmiSim: ["00", "handle_get_sensor_reading (bmc_sensor.c) asks for 1 byte or more"],
      qemuSim: ["cb", "get_sensor_reading: 1 byte or more"],
    },
  ],
  [
    "04 2f",
    {
      ipmiSim: ["00", "handle_get_sensor_type (bmc_sensor.c) asks for 1 byte or more"],
      qemuSim: ["cb", "get_sensor_type: 1 byte or more"],
    },
  ],
  ["04 2e", { qemuSim: ["cb", "set_sensor_type: 3 bytes or more"] }],
  ["04 10", { ipmiSim: ["00", "handle_ipmi_get_pef_capabilities (bmc_sensor.c) does not look at the length"] }],
  ["04 13", { ipmiSim: ["00", "handle_ipmi_get_pef_config_parms (bmc_sensor.c) asks for 3 bytes or more"] }],
  ["04 12", { ipmiSim: ["00", "handle_ipmi_set_pef_config_parms (bmc_sensor.c) asks for 2 bytes or more"] }],
  [
    "06 01",
    {
      ipmiSim: ["00", "handle_get_device_id (bmc_app.c) does not look at the length"],
      qemuSim: ["00", "get_device_id has no minimum"],
    },
  ],
  ["06 06", { qemuSim: ["00", "set_acpi_power_state: 2 bytes or more"] }],
  ["06 07", { qemuSim: ["00", "get_acpi_power_state has no minimum"] }],
  [
    "06 24",
    {
      ipmiSim: ["00", "handle_set_watchdog_timer (bmc_app.c) asks for 6 bytes or more"],
      qemuSim: ["00", "set_watchdog_timer: 6 bytes or more"],
    },
  ],
  [
    "06 22",
    {
      ipmiSim: ["00", "handle_reset_watchdog_timer (bmc_app.c) does not look at the length"],
      qemuSim: ["00", "reset_watchdog_timer has no minimum"],
    },
  ],
  [
    "06 25",
    {
      ipmiSim: ["00", "handle_get_watchdog_timer (bmc_app.c) does not look at the length"],
      qemuSim: ["00", "get_watchdog_timer has no minimum"],
    },
  ],
  [
    "06 2f",
    {
      ipmiSim: ["00", "handle_get_global_enables (bmc_app.c) does not look at the length"],
      qemuSim: ["00", "get_bmc_global_enables has no minimum"],
    },
  ],
  [
    "06 2e",
    {
      ipmiSim: ["00", "handle_set_global_enables (bmc_app.c) asks for 1 byte or more"],
      qemuSim: ["00", "set_bmc_global_enables: 1 byte or more"],
    },
  ],
  [
    "06 31",
    {
      ipmiSim: ["00", "handle_get_msg_flags (bmc_app.c) does not look at the length"],
      qemuSim: ["00", "get_msg_flags has no minimum"],
    },
  ],
  [
    "06 30",
    {
      ipmiSim: ["00", "handle_clear_msg_flags (bmc_app.c) asks for 1 byte or more"],
      qemuSim: ["00", "clr_msg_flags: 1 byte or more"],
    },
  ],
  [
    "06 33",
    {
      ipmiSim: ["00", "handle_get_msg (bmc_app.c) does not look at the length"],
      qemuSim: ["80", "get_msg has no minimum"],
    },
  ],
  [
    "06 35",
    {
      ipmiSim: ["80", "handle_read_event_msg_buffer (bmc_app.c) does not look at the length"],
      qemuSim: ["80", "read_evt_msg_buf has no minimum"],
    },
  ],
  ["06 36", { qemuSim: ["00", "ipmi_bt_handle_event (ipmi_bt.c) answers it without a look at the length"] }],
  ["06 40", { ipmiSim: ["00", "handle_set_channel_access (bmc_app.c) asks for 3 bytes or more"] }],
  ["06 41", { ipmiSim: ["00", "handle_get_channel_access (bmc_app.c) asks for 2 bytes or more"] }],
  ["06 42", { ipmiSim: ["00", "handle_get_channel_info (bmc_app.c) asks for 1 byte or more"] }],
  ["06 43", { ipmiSim: ["00", "handle_set_user_access (bmc_app.c) asks for 3 bytes or more"] }],
  ["06 44", { ipmiSim: ["00", "handle_get_user_access (bmc_app.c) asks for 2 bytes or more"] }],
  ["06 45", { ipmiSim: ["00", "handle_set_user_name (bmc_app.c) asks for 17 bytes or more"] }],
  ["06 46", { ipmiSim: ["00", "handle_get_user_name (bmc_app.c) asks for 1 byte or more"] }],
  ["06 47", { ipmiSim: ["00", "handle_set_user_password (bmc_app.c) asks for 2 bytes or more"] }],
  [
    "0a 10",
    {
      ipmiSim: ["00", "handle_get_fru_inventory_area_info (bmc_storage.c) asks for 1 byte or more"],
      qemuSim: ["00", "get_fru_area_info: 1 byte or more"],
    },
  ],
  [
    "0a 11",
    {
      ipmiSim: ["00", "handle_read_fru_data (bmc_storage.c) asks for 4 bytes or more"],
      qemuSim: ["00", "read_fru_data: 3 bytes or more"],
    },
  ],
  [
    "0a 20",
    {
      ipmiSim: ["00", "handle_get_sdr_repository_info (bmc_storage.c) does not look at the length"],
      qemuSim: ["00", "get_sdr_rep_info has no minimum"],
    },
  ],
  ["0a 28", { ipmiSim: ["00", "handle_get_sdr_repository_time (bmc_storage.c) does not look at the length"] }],
  ["0a 29", { ipmiSim: ["00", "handle_set_sdr_repository_time (bmc_storage.c) asks for 4 bytes or more"] }],
  [
    "0a 22",
    {
      ipmiSim: ["00", "handle_reserve_sdr_repository (bmc_storage.c) does not look at the length"],
      qemuSim: ["00", "reserve_sdr_rep has no minimum"],
    },
  ],
  [
    "0a 23",
    {
      ipmiSim: ["00", "handle_get_sdr (bmc_storage.c) asks for 6 bytes or more"],
      qemuSim: ["00", "get_sdr: 6 bytes or more"],
    },
  ],
  [
    "0a 24",
    {
      ipmiSim: ["80", "handle_add_sdr (bmc_storage.c) asks for 6 bytes or more"],
      qemuSim: ["cc", "add_sdr has no minimum"],
    },
  ],
  ["0a 26", { ipmiSim: ["cb", "handle_delete_sdr (bmc_storage.c) asks for 4 bytes or more"] }],
  [
    "0a 27",
    {
      ipmiSim: ["00", "handle_clear_sdr_repository (bmc_storage.c) asks for 6 bytes or more"],
      qemuSim: ["00", "clear_sdr_rep: 6 bytes or more"],
    },
  ],
  [
    "0a 40",
    {
      ipmiSim: ["00", "handle_get_sel_info (bmc_storage.c) does not look at the length"],
      qemuSim: ["00", "get_sel_info has no minimum"],
    },
  ],
  ["0a 41", { ipmiSim: ["00", "handle_get_sel_allocation_info (bmc_storage.c) does not look at the length"] }],
  [
    "0a 48",
    {
      ipmiSim: ["00", "handle_get_sel_time (bmc_storage.c) does not look at the length"],
      qemuSim: ["00", "get_sel_time has no minimum"],
    },
  ],
  [
    "0a 49",
    {
      ipmiSim: ["00", "handle_set_sel_time (bmc_storage.c) asks for 4 bytes or more"],
      qemuSim: ["00", "set_sel_time: 4 bytes or more"],
    },
  ],
  [
    "0a 42",
    {
      ipmiSim: ["00", "handle_reserve_sel (bmc_storage.c) does not look at the length"],
      qemuSim: ["00", "reserve_sel has no minimum"],
    },
  ],
  [
    "0a 44",
    {
      ipmiSim: ["00", "handle_add_sel_entry (bmc_storage.c) asks for 16 bytes or more"],
      qemuSim: ["00", "add_sel_entry: 16 bytes or more"],
    },
  ],
  [
    "0a 43",
    {
      ipmiSim: ["00", "handle_get_sel_entry (bmc_storage.c) asks for 6 bytes or more"],
      qemuSim: ["00", "get_sel_entry: 6 bytes or more"],
    },
  ],
  ["0a 46", { ipmiSim: ["00", "handle_delete_sel_entry (bmc_storage.c) asks for 4 bytes or more"] }],
  [
    "0a 47",
    {
      ipmiSim: ["00", "handle_clear_sel (bmc_storage.c) asks for 6 bytes or more"],
      qemuSim: ["00", "clear_sel: 6 bytes or more"],
    },
  ],
  ["0c 02", { ipmiSim: ["00", "handle_ipmi_get_lan_config_parms (bmc_transport.c) asks for 4 bytes or more"] }],
  ["0c 01", { ipmiSim: ["00", "handle_ipmi_set_lan_config_parms (bmc_transport.c) asks for 3 bytes or more"] }],
  ["06 03", { qemuSim: ["00", "warm_reset has no minimum"] }],
  ["06 02", { qemuSim: ["00", "cold_reset has no minimum"] }],
];
