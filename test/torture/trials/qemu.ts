/** SIGKILL of QEMU between a guest's request and its answer, and whatever may be half-written then. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openInterface, startConnectedQemu } from "../../support/qemu/register-guest.ts";
import { listProblems } from "../../support/store/kept-problems.ts";
import { readKept } from "../../support/store/kept-writer.ts";
import { EventLedger } from "../guest.ts";
import { complaints, House } from "../house.ts";
import type { Outcome, Trial, TrialTools } from "../trial.ts";

const DEVICES = ["isa-ipmi-kcs", "isa-ipmi-bt"] as const;
/** Longest time from the request to the kill. */
const MAX_MS = 3;
/** QEMUs side by side, each on a machine of its own. */
const MACHINES = ["a", "b"] as const;

async function run(times: number, { directory, dice, done }: TrialTools): Promise<Outcome> {
  const house = new House(join(directory, "house"), { machines: MACHINES });
  await using daemon = await house.start();
  const findings: string[] = [];
  const answered = await Promise.all(
    MACHINES.map(async (name, lane) => {
      const ledger = new EventLedger();
      for (let number = lane; number < times; number += MACHINES.length) {
        findings.push(
          ...(await killInRequest(`unix:${house.door(name)}`, ledger, dice.between(0, 1), dice.between(0, MAX_MS))),
        );
        done();
      }
      const { sel } = await readKept(house.door(name));
      findings.push(...listProblems(`machine ${name}: SEL`, ledger, sel));
      return ledger.answered.size;
    }),
  );
  findings.push(...complaints(daemon));
  return { counts: { "answered records": answered.reduce((sum, each) => sum + each, 0) }, findings };
}

async function killInRequest(address: string, ledger: EventLedger, device: number, delayMs: number): Promise<string[]> {
  const kind = DEVICES[device] ?? DEVICES[0];
  await using qemu = await startConnectedQemu(kind, address);
  const guest = await openInterface(qemu, kind);
  const ask = (record: Uint8Array) => guest.exchange({ netFn: 0x0a, cmd: 0x44, data: record });
  const first = ledger.next();
  const answer = await ask(first.record);
  const [low = 0, high = 0] = answer.data;
  if (answer.completionCode !== 0) return [`the next QEMU is answered with ${answer.completionCode}`];
  ledger.answered.set(first.number, low + 256 * high);
  const last = ledger.next();
  await guest.writeRequest({ netFn: 0x0a, cmd: 0x44, data: last.record });
  if (delayMs > 0) await sleep(delayMs - 1);
  return [];
}

export const QEMU: readonly Trial[] = [
  {
    name: "kill-qemu",
    deed: "SIGKILL of a QEMU whose guest has just written a request to its KCS or BT interface",
    holds: "the next QEMU is served; everything answered is there once, the last request once or not at all",
    times: { whole: 1000, short: 8 },
    run,
  },
];
