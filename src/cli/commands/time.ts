/** `time`: the time that sources of sensors live by. */
import { Argument, type Command } from "commander";
import type { ResultOf } from "../../control/calls.ts";
import type { Control } from "../../control/client.ts";
import { UsageError } from "../../service/errors.ts";
import { addControlOptions, type ControlOptions, type Meant, onDaemon, print } from "../options/control-options.ts";
import { decimalIn } from "../options/parsers.ts";
import { list } from "../output/table.ts";

const ACTIONS = ["show", "stop", "resume", "rate", "advance"] as const;
type Action = (typeof ACTIONS)[number];

const HELP = `
Sources of sensors (signal, script, file, lag) follow this time. The BMC's own clocks do not.

Examples:
  extern-bmc time
  extern-bmc time stop
  extern-bmc time advance 10min
  extern-bmc time rate 60
  extern-bmc time resume

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the command line is wrong.`;

export function addTime(program: Command): void {
  addControlOptions(
    program.command("time").description("show, stop or advance the time that sources of sensors follow"),
  )
    .addArgument(new Argument("[action]", "what to do").choices(ACTIONS).default("show"))
    .argument("[value]", "for rate: simulated seconds per second, up to 10000; for advance: a time such as 10s or 5min")
    .addHelpText("after", HELP)
    .action(async (action: Action, value: string | undefined, options: ControlOptions) => {
      const call = await callFor(action, value);
      print(options, await onDaemon(options, call), inWords);
    });
}

async function callFor(action: Action, value: string | undefined) {
  const rejects = value !== undefined && action !== "rate" && action !== "advance";
  if (rejects) throw new UsageError(`time ${action} takes no value; got ${JSON.stringify(value)}`);
  if (action === "advance") {
    const { millisecondsOf } = await import("../../config/values/duration.ts");
    const ms = millisecondsOf(value ?? "");
    if (ms === undefined) {
      const is = value === undefined ? "has no value" : `is ${JSON.stringify(value)}`;
      throw new UsageError(`time advance ${is}; expected a time with its unit, such as 500ms, 10s or 1h`);
    }
    return (control: Control, meant: Meant) => control.call("time.advance", { ...meant, ms });
  }
  const change = action === "rate" ? { rate: rateIn(value) } : CHANGES[action];
  return (control: Control, meant: Meant) => control.call("time.set", { ...meant, ...change });
}

const CHANGES = { show: {}, stop: { stopped: true }, resume: { stopped: false } } as const;

function rateIn(value = ""): number {
  const rate = decimalIn(value);
  if (rate !== undefined) return rate;
  throw new UsageError(
    `time rate ${value === "" ? "has no value" : `is ${JSON.stringify(value)}`}; expected a number, such as 60 or 0.5`,
  );
}

function inWords({ nowMs, rate, stopped }: ResultOf<"time.set">): string {
  return list([
    ["Time", clock(nowMs)],
    ["Rate", `${rate}${rate === 1 ? "" : " times as fast"}`],
    ["State", stopped ? "stands" : "runs"],
  ]);
}

/** `1 d 02:03:04` */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const time = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return `${days > 0 ? `${days} d ` : ""}${time}`;
}
