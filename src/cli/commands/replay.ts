/** `replay FILE`: replays the requests of a journal against a daemon, or serves its recorded answers. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Command, Option } from "commander";
import { commandTable } from "../../commands/index.ts";
import { describeExchange } from "../../ipmi/describe.ts";
import { tableOf } from "../../ipmi/dispatch.ts";
import { type ReplayedExchange, replayGuest } from "../../replay/recorded-guest.ts";
import { type RecordedExchange, type Reply, recordingOf } from "../../replay/recording.ts";
import { UnmetError, UsageError } from "../../service/errors.ts";
import { serveRecorded } from "../../service/replayed-bmc.ts";
import { hex, hexDigits } from "../../text/hex.ts";
import { parseAddress } from "../../transport/address.ts";
import { seconds } from "../options/parsers.ts";
import { addFilterOptions, commandCodes, type FilterOptions, filterOf } from "../options/trace-filter.ts";
import { readJournal } from "./decode.ts";

const HELP = `
With --to, sends each request of the journal to a door, waits for its answer, and prints every difference from the
recorded answer; exit code 1 if there is one. With --listen, serves the recorded answers: a request gets its recorded
answers in order, then the last one again and again. A request that the journal does not have gets C1h.

Examples:
  extern-bmc replay bmc.jsonl --to unix:extern-bmc.sock
  extern-bmc replay bmc.jsonl --to tcp:127.0.0.1:9002 --paced --ignore "Get SEL Time"
  extern-bmc replay bmc.jsonl --listen unix:recorded.sock`;

interface ReplayOptions extends FilterOptions {
  readonly to?: string;
  readonly listen?: string;
  readonly paced?: true;
  readonly timeout: number;
  readonly ignore?: readonly ReturnType<typeof commandCodes>[];
  readonly json?: true;
}

export function addReplay(program: Command): void {
  addFilterOptions(
    program.command("replay").description("replay a recorded guest against a daemon, or serve a recorded BMC"),
  )
    .argument("<file>", "journal from serve --journal")
    .addOption(
      new Option("--to <address>", "door to send the requests to: unix:PATH or tcp:HOST:PORT").conflicts("listen"),
    )
    .option("-l, --listen <address>", "door to serve the recorded answers at")
    .option("--paced", "wait between requests as the recorded guest did")
    .option("-t, --timeout <seconds>", "time limit for each answer", seconds(0.001, 3600), 5)
    .option("--ignore <command>", "do not compare this command's answers; repeatable", (text, all: object[] = []) => [
      ...all,
      commandCodes(text),
    ])
    .option("--json", "print one JSON object for each difference")
    .addHelpText("after", HELP)
    .action(replay);
}

async function replay(file: string, options: ReplayOptions): Promise<void> {
  const { listen, to, json, paced = false, timeout, ignore = [] } = options;
  const recording = (await recordingOf(readJournal(file))).filter(filterOf(options));
  if (recording.length === 0) throw new UsageError(`${file} has no exchange to replay`);
  const machines = new Set(recording.map(({ machine }) => machine));
  if (machines.size > 1) {
    throw new UsageError(`${file} is of several machines: ${[...machines].join(", ")}; choose one with --machine`);
  }
  if (listen !== undefined) return serveRecorded(recording, listen);
  if (to === undefined) throw new UsageError("expected --to ADDRESS, a daemon's door, or --listen ADDRESS");
  let different = 0;
  for await (const exchange of replayGuest(recording, { dial: () => dial(to), timeoutMs: 1000 * timeout, paced })) {
    if (agrees(exchange) || ignore.some((codes) => isOf(exchange.recorded, codes))) continue;
    different++;
    process.stdout.write(`${json ? asJson(exchange) : asText(exchange)}\n`);
  }
  if (different > 0) throw new UnmetError(`${different} of ${recording.length} answers differ`);
  if (!json) process.stdout.write(`${recording.length} requests, every answer as recorded\n`);
}

function isOf(exchange: RecordedExchange, { netFn, cmd }: ReturnType<typeof commandCodes>): boolean {
  return exchange.netFn === netFn && exchange.cmd === cmd;
}

function agrees({ recorded: { reply }, answer }: ReplayedExchange): boolean {
  if (!reply || !answer) return reply === answer;
  return reply.id === answer.id && Buffer.compare(reply.data, answer.data) === 0;
}

const table = tableOf(commandTable);

function asText({ recorded, answer }: ReplayedExchange): string {
  const name = recorded.command ?? "unknown command";
  const [before, now] = [inWords(recorded, recorded.reply), inWords(recorded, answer)];
  return [
    `#${recorded.exchange} ${name} ${describeExchange(table, recorded).request}`.trimEnd(),
    `  recorded: ${without(now.fields, before)}`,
    `  now:      ${without(before.fields, now)}`,
  ].join("\n");
}

interface ReplyInWords {
  readonly fields: readonly string[];
  readonly code: string;
  readonly id: string;
}

function inWords(recorded: RecordedExchange, reply: Reply | undefined): ReplyInWords {
  if (!reply) return { fields: [], code: "no answer", id: "" };
  const answered = { ...recorded, completionCode: reply.data[0] ?? 0, response: reply.data.subarray(1) };
  const { completionCode: code, response } = describeExchange(table, answered);
  const fields = response.match(/\S+=\[[^\]]*\]|\S+=\S+/g) ?? [response];
  return {
    fields,
    code,
    id: reply.id === recorded.id ? "" : `(id ${hexDigits(reply.id)} to request ${hexDigits(recorded.id)})`,
  };
}

/** An answer without the fields that are the same in the other one. */
function without(same: readonly string[], { fields, code, id }: ReplyInWords): string {
  return [code, ...fields.filter((field) => !same.includes(field)), id].filter((part) => part !== "").join(" ");
}

function asJson({ recorded, answer }: ReplayedExchange): string {
  const { exchange, id, netFn, lun, cmd, command, request, reply } = recorded;
  const bytes = (data: Uint8Array | undefined) => (data ? hex(data) : null);
  return JSON.stringify({
    ...{ exchange, id, netFn, lun, cmd, command, request: bytes(request) },
    ...{ recorded: bytes(reply?.data), recordedId: reply?.id, now: bytes(answer?.data), nowId: answer?.id },
  });
}

/** Connects to a door. @throws UsageError for an address that cannot be dialed, Error when nothing listens there */
async function dial(address: string): Promise<Socket> {
  const parsed = parseAddress(address);
  if (parsed.kind !== "unix" && parsed.kind !== "tcp") throw new UsageError(`--to ${address}: expected unix: or tcp:`);
  const socket = connect(parsed.kind === "unix" ? { path: parsed.path } : { host: parsed.host, port: parsed.port });
  try {
    await once(socket, "connect");
  } catch (error) {
    throw new Error(`nothing answers at ${address}: ${error instanceof Error ? error.message : error}`);
  }
  socket.on("error", () => {});
  return socket;
}
