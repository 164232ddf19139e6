/** A million random requests: every command, any length, any bytes. */
import { describe, expect, it } from "vitest";
import { commandTable } from "../../src/commands/index.ts";
import { CompletionCode } from "../../src/ipmi/completion-code.ts";
import { toHex } from "../support/bytes/hex.ts";
import { type RandomRequest, RandomRequests } from "../support/machine/random-requests.ts";
import { BLADE, SEEDS, Trial } from "../support/machine/trial.ts";

const SEED = Number(process.env["TEST_SEED"] ?? 20_260_101);
const REQUESTS = Number(process.env["TEST_REQUESTS"] ?? 1_000_000);
/** Requests to one machine: enough to fill its logs, few enough that nothing stays disabled or full for long. */
const REQUESTS_A_MACHINE = 1000;
/** Frames kept of an error's stack: a refusal is one too, and the stack is a quarter of its cost. */
Error.stackTraceLimit = 3;
const LIMIT_MS = 10 * 60_000;
/** Milliseconds by which the clock moves now and then, so that timers expire. */
const MAX_PAUSE_MS = 20_000;

/** One in this number of requests goes to the satellite, past the BMC. */
const SATELLITES_SHARE = 16;

/** Commands that succeed in a LAN session only, where test/conformance/sessions.test.ts and payloads.test.ts reach them. */
const OF_SESSIONS: ReadonlySet<string> = new Set([
  "Get Session Challenge",
  "Activate Session",
  "Set Session Privilege Level",
  "Close Session",
  "Activate Payload",
  "Deactivate Payload",
  "Get Payload Activation Status",
  "Get Payload Instance Info",
  "Get Channel Payload Support",
  "Get Channel Payload Version",
  "Get Channel OEM Payload Info",
  "Suspend/Resume Payload Encryption",
]);

function describeRequest({ netFn, lun, cmd, data }: RandomRequest): string {
  return `${toHex(Uint8Array.of(netFn, cmd))} ${toHex(data)}${lun === 0 ? "" : `, LUN ${lun}`}`;
}

describe(`random requests, TEST_SEED=${SEED}`, () => {
  it("never fail inside, never say too much, never change state when refused; every command is reached", {
    timeout: LIMIT_MS,
  }, () => {
    const requests = new RandomRequests(SEED, commandTable, [BLADE]);
    for (const [netFn = 0, cmd = 0, ...data] of SEEDS)
      requests.learn({ netFn, lun: 0, cmd, data: Uint8Array.from(data) });
    /** The first of each kind. */
    const problems = new Map<string, string>();
    const reached = new Set<number>();
    let trial = new Trial();
    for (let n = 0; n < REQUESTS; n++) {
      if (n % REQUESTS_A_MACHINE === 0) {
        trial.close();
        trial = new Trial();
      }
      if (requests.below(32) === 0) trial.pause(requests.below(MAX_PAUSE_MS));
      const request = requests.next();
      const controller = requests.below(SATELLITES_SHARE) === 0 ? BLADE : undefined;
      const { code, problem } = trial.ask(request, controller);
      if (code === CompletionCode.Ok && controller === undefined) {
        requests.learn(request);
        reached.add(request.netFn * 256 + request.cmd);
      }
      if (problem === undefined) continue;
      const kind = `${request.netFn}/${request.cmd} ${code} ${problem.slice(0, 200)}`;
      if (!problems.has(kind))
        problems.set(kind, `#${n} ${describeRequest(request)}: ${code.toString(16)}: ${problem}`);
    }
    expect([...problems.values()]).toEqual([]);
    const unreached = commandTable.filter(({ netFn, cmd }) => !reached.has(netFn * 256 + cmd));
    expect(new Set(unreached.map(({ name }) => name))).toEqual(OF_SESSIONS);
  });
});
