/**
 * A machine of ipmi_sim's two files, run by ipmi_sim (OpenIPMI 2.0.33) and, imported, by the daemon: the same sensors, with
 * the same readings, thresholds and events, the same records, FRU data and identity. It has what the example in
 * OpenIPMI's source has: a watchdog sensor 0, a polled temperature, presence, and a second controller.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { type IpmiSim, startIpmiSim } from "../support/peers/ipmi-sim.ts";

const LAN_CONF = `
name "example"
set_working_mc 0x20
  startlan 1
    addr 127.0.77.1 9001
    priv_limit admin
    allowed_auths_admin none md2 md5 straight
  endlan
  serial 15 localhost 9002 codec VM
  user 1 true "" "test" user 10 none md2 md5 straight
  user 2 true "ipmiusr" "test" admin 10 none md2 md5 straight
`;

const OEM_RECORD = "00 00 51 c0 05 57 01 00 aa bb";

const emu = (temperature: string) => `\
define SAT "0x30"
mc_setbmc 0x20
mc_add 0x20 0x22 no-device-sdrs 0x03 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
sel_add 0x20 0x02 0 0 0 0x60 0x20 0 4 1 1 1 0x57 0x71 0x70
main_sdr_add 0x20 ${OEM_RECORD.replaceAll(/(\w\w)/g, "0x$1")}
sensor_add 0x20 0 0 35 0x6f event-only
sensor_set_event_support 0x20 0 0 enable scanning per-state \\
  000000000001111 000000000000000 000000000001111 000000000000000
sensor_add 0x20 0 1 0x01 0x01 poll 100 file "${temperature}"
sensor_set_threshold 0x20 0 1 settable 111000 0xa0 0x90 0x70 0 0 0
sensor_set_hysteresis 0x20 0 1 settable 2 3
sensor_set_event_support 0x20 0 1 enable scanning per-state \\
  000111111000000 000111111000000 000111111000000 000111111000000
sensor_add 0x20 0 2 37 0x6f
sensor_set_bit_clr_rest 0x20 0 2 1 1
sensor_set_event_support 0x20 0 2 enable scanning per-state \\
  000000000000011 000000000000011 000000000000011 000000000000011
sensor_add 0x20 0 4 0x02 0x01
sensor_set_value 0x20 0 4 0xc8 0
sensor_set_threshold 0x20 0 4 readable 000111 0 0 0 5 10 20
sensor_set_event_support 0x20 0 4 enable scanning per-state \\
  000000000010101 000000000010101 000000000010101 000000000010101
mc_add_fru_data 0x20 0 16 data 1 0 0 0 0 0 0 0xff 'a 'b
mc_add $SAT 2 no-device-sdrs 0x08 0x10 1 0xa0 0x1291 0xf03
sensor_add $SAT 0 1 0x01 0x01
sensor_set_value $SAT 0 1 50 0
sensor_set_event_support $SAT 0 1 enable scanning per-state \\
  000111111000000 000111111000000 000111111000000 000111111000000
mc_enable $SAT
mc_enable 0x20
`;

const SENSORS = [1, 2, 4].flatMap((number) => {
  const id = number.toString(16).padStart(2, "0");
  const isNumeric = number !== 2;
  return [`04 2d ${id}`, `04 2f ${id}`, ...(isNumeric ? [`04 27 ${id}`] : [`04 29 ${id}`])];
});
const QUESTIONS = [...["06 01", "04 25 01 ff", ...SENSORS], ...["0a 10 00", "0a 11 00 00 00 10", "06 42 01"]];

let directory: string;
let sim: IpmiSim;
let daemon: TestDaemon;
let toSim: VmExchange;
let toDaemon: VmExchange;
let yaml: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "import-"));
  const temperature = join(directory, "temperature.val");
  const [lanConf, commands, file] = ["lan.conf", "example.emu", "imported.yaml"].map((name) => join(directory, name));
  await writeFile(temperature, "0x60\n");
  await writeFile(lanConf ?? "", LAN_CONF);
  await writeFile(commands ?? "", emu(temperature));
  const { code, stderr } = await runCli(["import", "--ipmi-sim", lanConf ?? "", "-o", file ?? ""]);
  expect({ code, stderr: stderr.replaceAll(`${directory}/`, "") }).toEqual({ code: 0, stderr: NOTES });
  yaml = await readFile(file ?? "", "utf8");
  sim = await startIpmiSim({ controller: emu(temperature), lan: true });
  daemon = await startTestDaemon({ config: yaml, args: ["--listen", "tcp:127.0.0.1:0", "--log-level", "error"] });
  toSim = await VmExchange.open(sim.port);
  toDaemon = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
});

afterAll(async () => {
  toSim?.close();
  toDaemon?.close();
  await daemon?.stop();
  await sim?.stop();
  await rm(directory, { recursive: true, force: true });
});

const NOTES = `\
example.emu:4: sel_enable: the flags 0Ah are dropped: the log takes all commands
example.emu: dropped: persist_sdr: the records in sdr.20.main of ipmi_sim's state directory; give it by --sdr
imported.yaml: ok, 2 notes
`;

it("both read the polled temperature from the file", async () => {
  const reading = (answer: string) => answer.split(" ")[1];
  await expect.poll(async () => reading(await toSim.ask("04 2d 01"))).toBe("60");
  await expect.poll(async () => reading(await toDaemon.ask("04 2d 01"))).toBe("60");
});

describe("both answer the same", () => {
  it.each(QUESTIONS)("%s", async (question) => {
    const [theirs, ours] = await both(question);
    expect(ours.slice(0, 2)).toBe("00");
    expect(comparable(question, ours)).toBe(comparable(question, theirs));
  });

  it("both raise the same events, without those that ipmi_sim enables and never raises", async () => {
    expect(await both("04 29 01")).toEqual(["00 c0 c0 0f c0 0f", "00 c0 80 0a 80 0a"]);
    expect(await both("04 29 04")).toEqual(["00 c0 15 00 15 00", "00 c0 15 00 15 00"]);
  });

  it("both have the same records, after which ipmi_sim has six surplus bytes", async () => {
    const [theirs, ours] = await both("0a 23 00 00 00 00 00 ff");
    expect(ours).toBe(`00 ff ff 01 00 ${OEM_RECORD.slice(6)}`);
    expect(theirs).toBe(`${ours} 00 00 00 00 00 00`);
  });

  it("both have the same log; ipmi_sim stamps records of its commands with its own time", async () => {
    const [theirs, ours] = await both("0a 43 00 00 00 00 00 ff");
    expect(ours).toBe("00 ff ff 01 00 02 00 00 00 60 20 00 04 01 01 01 57 71 70");
    expect(withoutTime(ours)).toBe(withoutTime(theirs));
  });

  it("both read the same from the second controller's sensor", async () => {
    // Get Sensor Reading of sensor 1, to 30h, from 20h by LUN 2.
    const send = "06 34 00 30 10 c0 20 08 2d 01 aa";
    expect(await both(send)).toEqual(["00", "00"]);
    const [theirs, ours] = await both("06 33");
    const reading = (answer: string) => answer.split(" ").slice(7, 9).join(" ");
    expect(reading(ours)).toBe("00 32");
    expect(reading(theirs)).toBe(reading(ours));
  });
});

async function both(question: string): Promise<readonly [theirs: string, ours: string]> {
  return [await toSim.ask(question), await toDaemon.ask(question)];
}

/** Bytes 4 to 7 of the record. */
function withoutTime(answer: string): string {
  return answer
    .split(" ")
    .filter((_byte, place) => place < 6 || place > 9)
    .join(" ");
}

/** Meaningful bytes of Get Sensor Reading: not a discrete sensor's first byte, not a threshold sensor's last ones (§35.14). */
function comparable(question: string, answer: string): string {
  if (!question.startsWith("04 2d")) return answer;
  const bytes = answer.split(" ");
  return question === "04 2d 02" ? bytes.slice(2, 4).join(" ") : bytes.slice(0, 3).join(" ");
}
