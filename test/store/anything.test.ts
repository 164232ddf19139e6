/** Every state that software can set is stored and read back unchanged. Requests are random, with a seed. */
import { expect, test } from "vitest";
import { commandTable } from "../../src/commands/index.ts";
import { exportState } from "../../src/store/portable.ts";
import { Rows } from "../../src/store/rows.ts";
import { openStateFile } from "../../src/store/state-file.ts";
import { stateFileOf } from "../../src/store/store.ts";
import { hex } from "../support/bytes/hex.ts";
import { RandomRequests } from "../support/machine/random-requests.ts";
import { keptMachine, restarted, stateDirectory } from "../support/store/store.ts";

const SEED = Number(process.env["TEST_SEED"] ?? 20_260_101);
const MACHINES = 60;
/** Few: a set that is in progress, once begun, keeps what follows from being stored. */
const REQUESTS_A_MACHINE = 300;
/** Requests that dice take long to find: mutations start from them too. */
const SEEDS = [
  ...[
    ...[
      "02 1f 1f 1f 1f 1f",
      "03 0a 00 00 05",
      "04 01",
      "06 ff 00 00 00",
      "07 40 40 10",
      "0a 03",
      "0b 05",
      "0c 01 02 03 04",
    ],
    ...["0d 01 02 03 04 05 06", "10 61 62 63", "12 01 00 05 02", "13 01 00 01 02 03 04 05 06 07 08 09 0a", "14 05 80"],
    ...["15 03", "18 44 44 44 44 44", "19 01 10 05 80", "1a 01 03 00 05 00 05 00"],
  ].map((parameter) => `0c 01 01 ${parameter}`),
  "00 08 05 e0 04 00 00 00",
  "04 12 09 01 18 12 85",
  "04 12 0a 01 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 00",
  "2c 08 dc 00 02 68 69",
  "2c 0b dc 37 01 20 50 05 00",
  `06 60 0f 00 00 fb 8f ${"00 ".repeat(14)}`,
];

/** They begin with a volatile one each, or are of the world outside. */
const VOLATILE = ["lan.destinations", "pef.strings", "pef.stringKeys", "power.on", "powerOn.minutes"];

const BLADE = 0x82;
const SETTINGS = {
  sel: { capacity: 24 },
  sdrRepository: { size: 2048 },
  privateBuses: { eeproms: [{ bus: 0, address: 0xa0, data: "00 01 02 03" }] },
  satellites: [{ address: BLADE, name: "blade" }],
  sensors: [{ number: 0x30, name: "T", type: "temperature", units: "C", thresholds: { upperNonCritical: 80 } }],
};

/** The file's content, by controller, part and item. */
function contentOf(directory: string): Record<string, unknown> {
  const db = openStateFile(stateFileOf(directory, "bmc"), "process");
  const { controllers } = exportState(new Rows(db), "bmc");
  db.close();
  const { values = {}, records } = controllers["0x20"] ?? {};
  const items = Object.entries(values).flatMap(([part, all]) =>
    Object.entries(all).map(([item, value]) => [`${part}.${item}`, value] as const),
  );
  return { ...Object.fromEntries(items.filter(([name]) => !VOLATILE.includes(name))), ...records };
}

test(`TEST_SEED=${SEED}`, () => {
  const requests = new RandomRequests(SEED, commandTable, [BLADE]);
  for (const [netFn = 0, cmd = 0, ...data] of SEEDS.map((text) => hex(text))) {
    requests.learn({ netFn, lun: 0, cmd, data: Uint8Array.from(data) });
  }
  for (let n = 0; n < MACHINES; n++) {
    const directory = stateDirectory();
    const kept = keptMachine(directory, SETTINGS);
    for (let i = 0; i < REQUESTS_A_MACHINE; i++) {
      const request = requests.next();
      if (kept.machine.answer(request).completionCode === 0) requests.learn(request);
    }
    kept.machine.close();
    expect(kept.log()).toEqual([]);
    const stored = contentOf(directory);
    const after = restarted(kept, directory, SETTINGS);
    after.machine.close();
    expect(after.log()).toEqual([]);
    expect(contentOf(directory)).toEqual(stored);
  }
});
