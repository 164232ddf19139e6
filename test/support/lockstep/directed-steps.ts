// Steps that chance would not find in a run of seconds.

import type { PortInterface } from "../../../src/lab/host.ts";
import type { Acceptance } from "../../../src/lab/model/acceptance.ts";
import { Control } from "../../../src/wire/vm-control.ts";
import type { BmcPart, Step } from "./step.ts";

const LINK: Step = { kind: "toggle link" };
const READ: Step = { kind: "read answer" };
const ABORT: Step = { kind: "start over" };
const ATTENTION_SEEN: Step = { kind: "clear attention" };
const TIMEOUT: Step = { kind: "pass", ms: 4200 };

const [END_MESSAGE, END_CONTROL, ESCAPE, POWER_OFF] = [0xa0, 0xa1, 0xaa, 0x03];

const ALLOW = [Control.EnableIrq, Control.DisableIrq] as const;
const MESSAGE_IDS = Array.from({ length: 0x100 }, (_, id) => id);

/** Every message id, 00h to FFh, left without an answer until QEMU gives its own. */
export function silentSteps(acceptance: Acceptance): Step[] {
  const rounds = MESSAGE_IDS.flatMap((id): Step[] => {
    const hangs = acceptance !== "any" && (id === 0xa0 || id === 0xa1);
    return [request([]), TIMEOUT, READ, ...(hangs ? [answer([0]), READ] : [])];
  });
  // The first time-out is that of the greeting.
  return [LINK, TIMEOUT, READ, ...rounds];
}

/** Requests and answers on both sides of every size at which QEMU's behavior changes. */
export function sizedSteps(kind: PortInterface): Step[] {
  const requestSizes = kind === "bt" ? [0, 251, 252] : [0, 252, 297, 298, 299, 304];
  const requests = requestSizes.flatMap((size) => [request(filled(size)), READ, answer([0]), READ]);
  const answerSizes = [0, 1, 2, 250, 251, 252, 253, 254, 294, 295, 296, 297, 298, 299, 300, 320];
  const answers = answerSizes.flatMap((size) => [request([]), answer(filled(size)), READ, answer([0]), READ]);
  return [LINK, ...requests, ...answers];
}

/** Effects of the BMC's bytes on QEMU's parser, where one bit of its state decides. */
export function parserSteps(): Step[] {
  const tooLong = new Array<number>(303).fill(POWER_OFF);
  const odd = [
    [...tooLong, END_CONTROL],
    [...tooLong, ESCAPE, END_CONTROL, 0x14, END_CONTROL],
    [...tooLong, ESCAPE, END_MESSAGE, 0x14, END_CONTROL],
    [...tooLong, END_MESSAGE],
    [POWER_OFF, ESCAPE, END_CONTROL],
    [POWER_OFF, ESCAPE, END_MESSAGE, 0x14, END_CONTROL],
    [POWER_OFF, END_CONTROL, END_CONTROL],
    [POWER_OFF, END_MESSAGE, END_CONTROL],
    [ESCAPE, POWER_OFF | 0x10, END_CONTROL],
    [ESCAPE, ESCAPE, POWER_OFF, END_CONTROL],
  ].flatMap((bytes) => [request([]), raw(bytes), READ, answer([0]), READ]);

  // Between the halves of a frame QEMU makes an answer of its own, in the same buffer.
  const [first, second] = [raw([0x00, 0x1c, 0x01, 0x00]), raw([0xe3, END_MESSAGE])];
  const halves = [
    [request([]), first, TIMEOUT, READ, request([]), second, TIMEOUT, READ],
    [request([]), first, LINK, READ, LINK, request([]), second, TIMEOUT, READ],
    [request([]), raw([POWER_OFF]), LINK, LINK, raw([0xff, 0x01, END_CONTROL]), answer([0]), READ],
  ].flat();
  return [LINK, ...odd, ...halves];
}

/** The interrupt in every state: allowed by the BMC or not, enabled by the guest or not, with an answer there or not. */
export function interruptSteps(): Step[] {
  const attentions = [Control.NoAttn, Control.Attn, Control.AttnIrq];
  const rounds: Step[] = [];
  for (const [allow, change] of [ALLOW, [...ALLOW].reverse()]) {
    for (const enable of [0, 1]) {
      for (const answered of [[], [request([]), answer([0])]]) {
        for (const first of attentions) {
          for (const second of attentions) {
            rounds.push(control(allow), mask(enable), ...answered, control(first, second), control(change));
            rounds.push(mask(1), mask(3), mask(0), READ, ATTENTION_SEEN);
          }
        }
      }
    }
  }
  // Allowed only when B2H_IRQ is set already: the next answer raises nothing.
  const late = [control(Control.DisableIrq), mask(1), request([]), answer([0]), control(Control.EnableIrq)];
  return [LINK, ...rounds, ...late, request([]), answer([0]), mask(0), READ];
}

/** Guests that break the specification. */
export function registerSteps(kind: PortInterface): Step[] {
  return [LINK, ...(kind === "bt" ? btRegisterSteps() : kcsRegisterSteps())];
}

function btRegisterSteps(): Step[] {
  const [clearWrite, clearRead, ring, hBusy] = [write(0, 0x01), write(0, 0x02), write(0, 0x04), write(0, 0x40)];
  const buffer = (bytes: readonly number[]) => bytes.map((byte) => write(1, byte));
  const look = Array.from({ length: 4 }, () => readPort(1));
  return [
    // A wrong length byte, and ringing again; three bytes; ringing twice for one request.
    ...[clearWrite, ...buffer([4, 0x18, 0, 1]), ring, ring, ...buffer([3, 0x18, 0, 1]), ring, answer([0]), READ],
    ...[clearWrite, ...buffer([2, 0x18, 0]), ring, ...buffer([1]), ring, answer([0]), READ],
    ...[clearWrite, ...buffer([3, 0x18, 0x55, 1]), ring, ring, answer([0]), READ],
    // An answer read in part, and another put over it.
    ...[request([]), answer(filled(9)), ...look, request([]), answer(filled(12)), ...look, ...look, clearRead, ...look],
    ...[request([]), answer(filled(9)), ...look, ...look, request([]), answer([0]), ...look, ...look, READ],
    ...[hBusy, request([]), answer([0]), READ, hBusy, hBusy],
  ];
}

function kcsRegisterSteps(): Step[] {
  const commands = [0x60, 0x61, 0x62, 0x68].map((code) => write(1, code));
  const [, start, end] = commands as [Step, Step, Step];
  const byte = write(0, 0x18);
  const prefixes = [
    [],
    [start],
    [start, byte],
    [start, end],
    [start, byte, end],
    [request([]), answer(filled(6))],
    [request([]), answer(filled(6)), readPort(0), write(0, 0x68)],
    [end],
  ];
  return prefixes.flatMap((prefix) =>
    [...commands, byte].flatMap((next) => [...prefix, next, READ, readPort(0), ABORT, READ, answer([0]), READ, ABORT]),
  );
}

function filled(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i & 0xff);
}

function request(data: readonly number[]): Step {
  return { kind: "request", netFn: 0x06, lun: 0, cmd: 0x01, seq: data.length & 0xff, data, insist: true };
}

function answer(body: readonly number[]): Step {
  const part: BmcPart = { kind: "answer", id: "right", header: "right", body, damage: "none" };
  return { kind: "bmc", parts: [part] };
}

function raw(bytes: readonly number[]): Step {
  return { kind: "bmc", parts: [{ kind: "raw", bytes }] };
}

function control(...codes: readonly number[]): Step {
  return { kind: "bmc", parts: codes.map((code) => ({ kind: "control", code })) };
}

function mask(value: number): Step {
  return { kind: "interrupt mask", value };
}

function write(offset: number, value: number): Step {
  return { kind: "write port", offset, value };
}

function readPort(offset: number): Step {
  return { kind: "read port", offset };
}
