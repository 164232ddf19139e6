// Steps that chance would not find in a run of seconds.

import type { LabInterface } from "../../../src/lab/host.ts";
import type { Acceptance } from "../../../src/lab/model/acceptance.ts";
import type { BmcPart, Step } from "./step.ts";

const LINK: Step = { kind: "toggle link" };
const READ: Step = { kind: "read answer" };
const TIMEOUT: Step = { kind: "pass", ms: 4200 };

const [END_MESSAGE, END_CONTROL, ESCAPE, POWER_OFF] = [0xa0, 0xa1, 0xaa, 0x03];

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

/** Requests and answers on both sides of every size at which QEMU does something else. */
export function sizedSteps(kind: LabInterface): Step[] {
  const requestSizes = kind === "bt" ? [0, 251, 252] : [0, 252, 297, 298, 299, 304];
  const requests = requestSizes.flatMap((size) => [request(filled(size)), READ, answer([0]), READ]);
  const answerSizes = [0, 1, 2, 250, 251, 252, 253, 254, 294, 295, 296, 297, 298, 299, 300, 320];
  const answers = answerSizes.flatMap((size) => [request([]), answer(filled(size)), READ, answer([0]), READ]);
  return [LINK, ...requests, ...answers];
}

/** What the BMC's bytes do to QEMU's parser, where one bit of its state decides. */
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
