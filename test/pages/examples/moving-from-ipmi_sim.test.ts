/** docs/moving-from-ipmi_sim.md: its example is import's output, and it mentions every command of ipmi_sim's files. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importIpmiSim } from "../../../src/import/ipmi-sim/machine.ts";
import { Notes } from "../../../src/import/notes.ts";
import { writeYaml } from "../../../src/import/yaml.ts";

const PAGE = readFileSync(new URL("../../../docs/moving-from-ipmi_sim.md", import.meta.url), "utf8");

function example(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(PAGE)?.[1] ?? "";
}

/** ipmi_lan(5) and ipmi_sim_cmd(5). */
const WORDS = `
name set_working_mc startlan endlan addr priv_limit allowed_auths_callback allowed_auths_user allowed_auths_operator
allowed_auths_admin guid bmc_key lan_config_program PEF_alerting per_msg_auth chassis_control serial startcmd startnow sol
poweroff_wait kill_wait user console loadlib ipmb
quit include define sleep debug read_cmds persist mc_add mc_add_fru_data mc_dump_fru_data mc_delete mc_disable mc_enable
mc_setbmc mc_set_guid sel_enable sel_add main_sdr_add device_sdr_add sensor_add sensor_set_bit sensor_set_bit_clr_rest
sensor_set_value sensor_set_hysteresis sensor_set_threshold sensor_set_event_support atca_enable atca_set_site
mc_set_num_leds mc_set_power
`
  .trim()
  .split(/\s+/);

test("the example is what import makes of it", () => {
  const notes = new Notes();
  const emu = example("emu");
  const files = { read: (file: string) => (file === "lan.conf" ? "" : emu), nameFor: (file: string) => file };
  const { lan, ...settings } = importIpmiSim({ lanConf: "lan.conf", emu: "a.emu", files }, notes);
  expect(lan).toEqual({ present: false });
  expect(notes.lines).toEqual([]);
  expect(writeYaml(settings, []).trim()).toBe(example("yaml").trim());
});

test.each(WORDS)("tells what becomes of %s", (word) => {
  expect(PAGE).toMatch(new RegExp(`\`${word}\\b`));
});
