/**
 * The same bytes, good and bad, to our decoder, to the daemon and to ipmi_sim: every frame that one answers the others
 * answer, in the same order, under the same message id.
 *
 * ipmi_sim is 2.0.33 here (Debian bookworm); its decoder, vm_handle_char() in OpenIPMI's lanserv/serial_ipmi.c, was the
 * same in 2026. TEST_SEED runs other bytes; a failure prints the shortest bytes that still fail.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CompletionCode } from "../../src/ipmi/completion-code.ts";
import { NetFn } from "../../src/ipmi/net-fn.ts";
import { encodeMessage, type VmMessage } from "../../src/wire/vm-message.ts";
import { decodeAll } from "../support/bytes/decode.ts";
import { hex } from "../support/bytes/hex.ts";
import { wirePiece } from "../support/bytes/wire-pieces.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { type IpmiSim, startIpmiSim } from "../support/peers/ipmi-sim.ts";

const SEED = Number(process.env["TEST_SEED"] || 20_260_601);
const BATCHES = 1000;
const MAX_PIECES = 40;

/** Ends what the last piece left open: A0h the frame, A1h the escape. */
const END = hex("a0 a1");

/** NetFns without a command on either side, requests and responses: ipmi_sim survives anything there. */
const UNKNOWN_NETFNS: readonly number[] = [0x08, 0x0e, 0x32, 0x09, 0x33];
const GET_DEVICE_ID = 0x01;

/** An answer without what follows its completion code: two BMCs are two devices. */
type Answer = Omit<VmMessage, "kind" | "data"> & { readonly completionCode: number | undefined };

interface Difference {
  readonly name: string;
  /** A message that shows it. */
  readonly example: Omit<VmMessage, "kind">;
  applies(message: VmMessage): boolean;
  /** Answer that ipmi_sim makes of ours to such a message. */
  theirs(ours: Answer | undefined, message: VmMessage): Answer | undefined;
}

/** Every way in which ipmi_sim differs from us. Each is shown by its example, so that none outlives its cause. */
const DIFFERENCES: readonly Difference[] = [
  {
    // It looks commands up by netFn >> 1. A response is no question: answering one could start a ping-pong.
    name: "ipmi_sim answers responses",
    example: { id: 0x01, netFn: 0x33, lun: 0, cmd: 0x00, data: new Uint8Array() },
    applies: ({ netFn }) => netFn % 2 === 1,
    theirs: (_ours, { id, netFn, lun, cmd }) => ({
      id,
      netFn,
      lun,
      cmd,
      completionCode: CompletionCode.InvalidCommand,
    }),
  },
  {
    // §20.1: the request has no data. C7h is the specification's word for it (table 5-2).
    name: "ipmi_sim takes Get Device ID with data",
    example: { id: 0x02, netFn: NetFn.App, lun: 0, cmd: GET_DEVICE_ID, data: Uint8Array.of(0xa0) },
    applies: ({ netFn, data }) => netFn === NetFn.App && data.length > 0,
    theirs: (ours) => ours && { ...ours, completionCode: CompletionCode.Ok },
  },
  {
    // §7.2: commands for the BMC itself go to LUN 00b.
    name: "ipmi_sim takes Get Device ID on any LUN",
    example: { id: 0x03, netFn: NetFn.App, lun: 2, cmd: GET_DEVICE_ID, data: new Uint8Array() },
    applies: ({ netFn, lun }) => netFn === NetFn.App && lun !== 0,
    theirs: (ours) => ours && { ...ours, completionCode: CompletionCode.Ok },
  },
  {
    // vm_handle_msg() keeps the LUN in a field that vm_send() does not read. Linux and edk2 do not compare it.
    name: "ipmi_sim answers from LUN 0 whatever LUN the request names",
    example: { id: 0x04, netFn: 0x32, lun: 3, cmd: 0x00, data: new Uint8Array() },
    applies: ({ lun }) => lun !== 0,
    theirs: (ours) => ours && { ...ours, lun: 0 },
  },
  {
    // Its buffer has IPMI_SIM_MAX_MSG_LENGTH + 4 bytes; QEMU can send 302, and so much we take.
    name: "ipmi_sim drops bodies of over 259 bytes",
    example: { id: 0x05, netFn: 0x32, lun: 0, cmd: 0x00, data: new Uint8Array(256) },
    applies: ({ data }) => data.length + 4 > 259,
    theirs: () => undefined,
  },
];

describe("given the same bytes, ipmi_sim and the daemon", () => {
  let ipmiSim: IpmiSim;
  let daemon: TestDaemon;
  let toIpmiSim: VmExchange;
  let toDaemon: VmExchange;

  beforeAll(async () => {
    ipmiSim = await startIpmiSim();
    daemon = await startTestDaemon({
      args: ["--listen", "tcp:127.0.0.1:0", "--log-level", "error"],
    });
    toIpmiSim = await VmExchange.open(ipmiSim.port);
    toDaemon = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  });

  afterAll(async () => {
    toIpmiSim?.close();
    toDaemon?.close();
    await daemon?.stop();
    await ipmiSim?.stop();
  });

  it(`answer what our decoder finds in them: ${BATCHES} batches, seed ${SEED}`, async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(wirePiece(UNKNOWN_NETFNS), { maxLength: MAX_PIECES, size: "max" }), async (pieces) => {
        const writes = [...pieces, END];
        const messages = decodeAll(...writes).filter((frame) => frame.kind === "message");
        fc.pre(messages.every(isSafe));
        expect(await answers(toDaemon, writes)).toEqual(messages.map(ours).filter(isAnswer));
        expect(await answers(toIpmiSim, writes)).toEqual(messages.map(theirs).filter(isAnswer));
        answered += messages.length;
      }),
      { seed: SEED, numRuns: BATCHES },
    );
    expect(answered).toBeGreaterThan(BATCHES);
  });

  it.each(DIFFERENCES)("differ: $name", async ({ example, applies }) => {
    const message: VmMessage = { kind: "message", ...example };
    expect(applies(message)).toBe(true);
    const [our, their] = [[ours(message)].filter(isAnswer), [theirs(message)].filter(isAnswer)];
    expect(our).not.toEqual(their);
    expect(await answers(toDaemon, [encodeMessage(example)])).toEqual(our);
    expect(await answers(toIpmiSim, [encodeMessage(example)])).toEqual(their);
  });
});

/** Commands that change nothing. Rubbish can have a right checksum by chance and then be any command at all. */
function isSafe({ netFn, cmd }: VmMessage): boolean {
  return (netFn === NetFn.App && cmd === GET_DEVICE_ID) || UNKNOWN_NETFNS.includes(netFn);
}

function ours({ id, netFn, lun, cmd, data }: VmMessage): Answer | undefined {
  if (netFn % 2 === 1) return undefined;
  return { id, netFn: netFn + 1, lun, cmd, completionCode: completionCode() };

  function completionCode(): number {
    if (netFn !== NetFn.App) return CompletionCode.InvalidCommand;
    if (lun !== 0) return CompletionCode.InvalidForLun;
    return data.length > 0 ? CompletionCode.DataLengthInvalid : CompletionCode.Ok;
  }
}

function theirs(message: VmMessage): Answer | undefined {
  return DIFFERENCES.filter(({ applies }) => applies(message)).reduce(
    (answer, difference) => difference.theirs(answer, message),
    ours(message),
  );
}

async function answers(peer: VmExchange, writes: readonly Uint8Array[]): Promise<Answer[]> {
  const messages = await peer.send(writes);
  return messages.map(({ id, netFn, lun, cmd, data }) => ({ id, netFn, lun, cmd, completionCode: data[0] }));
}

function isAnswer(answer: Answer | undefined): answer is Answer {
  return answer !== undefined;
}
