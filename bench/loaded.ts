/** Benchmark of lookup commands in a BMC with much data, compared with Get Device ID. See README.md. */
import { parseArgs } from "node:util";
import { encodeMessage, type VmMessage } from "../src/wire/vm-message.ts";
import { startTestDaemon } from "../test/support/daemon/daemon.ts";
import { Client } from "./client.ts";
import { type Summary, summarize } from "./stats.ts";
import { type Cycle, cycle, MESSAGE_IDS } from "./traffic.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    requests: { type: "string", default: "3000" },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const requests = Number(options.requests);
/** Discarded first rounds, as in round-trip.ts. */
const WARM_UP_ROUNDS = 3;
/** Most times as long as Get Device ID that a command may take. */
const MOST = 2;

const SEL_RECORDS = 10_000;
const SENSORS = 250;
/** Number of the watchdog's sensor, which every BMC has. */
const WATCHDOG_SENSOR = 0x03;
const sensorNumbers = Array.from({ length: SENSORS + 1 }, (_, n) => n).filter((n) => n !== WATCHDOG_SENSOR);

const config = JSON.stringify({
  log: { level: "warn" },
  sel: { capacity: SEL_RECORDS },
  sensors: sensorNumbers.map((number) => ({
    number,
    name: `Temp ${number}`,
    type: "temperature",
    units: "C",
    reading: 40,
    thresholds: { upperCritical: 90 },
  })),
});

/** A request; `at`, 0 to 1, is its place in the store. */
interface Question {
  readonly name: string;
  readonly netFn: number;
  readonly cmd: number;
  data(at: number): readonly number[];
}

const record = (id: number) => [0, 0, id % 256, Math.floor(id / 256), 0, 0xff];
const QUESTIONS: readonly Question[] = [
  { name: "Get Device ID", netFn: 0x06, cmd: 0x01, data: () => [] },
  { name: "Get SDR", netFn: 0x0a, cmd: 0x23, data: (at) => record(1 + Math.floor(at * SENSORS)) },
  { name: "Get SEL Entry", netFn: 0x0a, cmd: 0x43, data: (at) => record(1 + Math.floor(at * SEL_RECORDS)) },
  { name: "Get Sensor Reading", netFn: 0x04, cmd: 0x2d, data: (at) => [sensorNumbers[Math.floor(at * SENSORS)] ?? 0] },
];

/** Encodes a request. Each message id has another place, so that a run covers the whole store. */
function frameOf({ netFn, cmd, data }: Question, id: number): Uint8Array {
  return encodeMessage({ id, netFn, lun: 0, cmd, data: Uint8Array.from(data(id / MESSAGE_IDS)) });
}

async function fill(client: Client): Promise<void> {
  const data = Uint8Array.of(0, 0, 0x02, 0, 0, 0, 0, 0x20, 0, 0x04, 0x01, 0x00, 0x01, 0x59, 0x00, 0x00);
  const add = encodeMessage({ id: 0, netFn: 0x0a, lun: 0, cmd: 0x44, data });
  for (let n = 0; n < SEL_RECORDS; n++) needSuccess(await client.ask(add), "Add SEL Entry");
}

function needSuccess(answer: VmMessage, name: string): VmMessage {
  if (answer.data[0] === 0) return answer;
  throw new Error(`${name} was answered ${Buffer.from(answer.data).toString("hex")}`);
}

async function answersTo(client: Client, question: Question): Promise<Cycle> {
  const answers: Uint8Array[] = [];
  for (let id = 0; id < MESSAGE_IDS; id++) {
    answers.push(encodeMessage(needSuccess(await client.ask(frameOf(question, id)), question.name)));
  }
  return cycle((id) => answers[id] ?? new Uint8Array());
}

/** Measures every question in each round, so that a load on this machine affects all of them. */
async function measure(client: Client): Promise<readonly (Summary & { readonly name: string })[]> {
  await fill(client);
  const runs: { name: string; asked: Cycle; answers: Cycle; samples: Float64Array[] }[] = [];
  for (const question of QUESTIONS) {
    const asked = cycle((id) => frameOf(question, id));
    runs.push({ name: question.name, asked, answers: await answersTo(client, question), samples: [] });
  }
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { asked, answers, samples } of runs) {
      const intervalsUs = await client.run(answers, requests, 1, asked);
      if (round >= 0) samples.push(intervalsUs);
    }
  }
  return runs.map(({ name, samples }) => ({ name, ...summarize(samples) }));
}

await using daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
const port = Number(daemon.address("tcp:").split(":").at(-1));
const { client } = await Client.open({ port, host: "127.0.0.1" });
const summaries = await measure(client);
client.close();

const base = summaries[0]?.p50Us ?? Number.NaN;
const results = summaries.map((summary) => ({ ...summary, toGetDeviceId: summary.p50Us / base }));
if (options.json) {
  process.stdout.write(
    `${JSON.stringify({ rounds, requests, selRecords: SEL_RECORDS, sensors: SENSORS, results }, null, 2)}\n`,
  );
} else {
  console.table(
    results.map(({ name, p50Us, p99Us, toGetDeviceId }) => ({
      command: name,
      "p50 µs": p50Us.toFixed(1),
      "p99 µs": p99Us.toFixed(1),
      "p50 ÷ Get Device ID": toGetDeviceId.toFixed(2),
    })),
  );
}
if (!results.every(({ toGetDeviceId }) => toGetDeviceId <= MOST)) {
  process.stderr.write(`a command takes more than ${MOST} times as long as Get Device ID\n`);
  process.exitCode = 1;
}
