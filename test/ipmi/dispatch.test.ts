import { describe, expect, it } from "vitest";
import { bcd, rest } from "../../src/codec/bytes.ts";
import { u8 } from "../../src/codec/integer.ts";
import { empty, struct } from "../../src/codec/struct.ts";
import { MAX_ANSWER_SIZE, maxAnswerSize } from "../../src/ipmi/answer-size.ts";
import { Channel } from "../../src/ipmi/channel.ts";
import { defineCommand } from "../../src/ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../src/ipmi/completion-code.ts";
import { dispatch, tableOf } from "../../src/ipmi/dispatch.ts";
import { Privilege } from "../../src/ipmi/privilege.ts";
import { hex } from "../support/bytes/hex.ts";
import { machine } from "../support/machine/machine.ts";

const codes = { name: "Test", spec: "0", netFn: 0x30, cmd: 0x01, privilege: Privilege.Operator };

function ask(
  command: Parameters<typeof tableOf>[0][number],
  data = "",
  privilege: Privilege = Privilege.Administrator,
  channel: number = Channel.SystemInterface,
) {
  const bugs: unknown[] = [];
  const context = { bmc: machine().bmc, channel, privilege };
  const request = { netFn: 0x30, lun: 0, cmd: 0x01, data: hex(data) };
  const answer = dispatch(tableOf([command]), context, request, (error) => bugs.push(error));
  return { ...answer, bugs };
}

const echo = defineCommand({
  ...codes,
  request: struct({ value: u8 }),
  response: struct({ value: u8 }),
  handle: (_context, { value }) => ({ value }),
});

describe("dispatch", () => {
  it("gives the handler the decoded request, and the requester the encoded answer", () => {
    expect(ask(echo, "05")).toMatchObject({ completionCode: 0, data: hex("05"), command: echo });
  });

  it("refuses data that does not fit: C7h, with the reason", () => {
    expect(ask(echo)).toMatchObject({ completionCode: 0xc7, refusal: "value: expected 1 byte more, got 0", bugs: [] });
    expect(ask(echo, "01 02")).toMatchObject({
      completionCode: 0xc7,
      refusal: "expected a length of 1, got 2",
      bugs: [],
    });
  });

  it("refuses bad values: CCh", () => {
    const command = defineCommand({ ...codes, request: struct({ n: bcd }), response: empty, handle: () => ({}) });
    expect(ask(command, "ff")).toMatchObject({ completionCode: 0xcc, bugs: [] });
  });

  it("refuses too low a privilege: D4h", () => {
    expect(ask(echo, "05", Privilege.User)).toMatchObject({ completionCode: 0xd4 });
    expect(ask(echo, "05", Privilege.Operator)).toMatchObject({ completionCode: 0 });
  });

  it("sends the code of an IpmiError, and its data", () => {
    const command = defineCommand({
      ...codes,
      request: empty,
      response: empty,
      handle() {
        throw new IpmiError(CompletionCode.NodeBusy, "busy", hex("aa"));
      },
    });
    expect(ask(command)).toMatchObject({ completionCode: 0xc0, data: hex("aa"), refusal: "busy", bugs: [] });
  });

  it("answers FFh to a bug of ours and reports it", () => {
    const broken = new Error("our mistake");
    const command = defineCommand({
      ...codes,
      request: empty,
      response: empty,
      handle() {
        throw broken;
      },
    });
    expect(ask(command)).toMatchObject({ completionCode: 0xff, data: hex(""), bugs: [broken] });
  });

  it("treats a response that does not fit its layout as a bug of ours", () => {
    const command = defineCommand({
      ...codes,
      request: empty,
      response: struct({ value: u8 }),
      handle: () => ({ value: 256 }),
    });
    const { completionCode, bugs } = ask(command);
    expect(completionCode).toBe(0xff);
    expect(String(bugs[0])).toBe("LayoutError: value: expected an integer from 0 to 255, got 256");
  });
});

describe("an answer's length", () => {
  const long = (size: number, completionCode = 0) =>
    defineCommand({
      ...codes,
      request: empty,
      response: struct({ data: rest }),
      handle() {
        const data = new Uint8Array(size);
        if (completionCode !== 0) throw new IpmiError(completionCode, "as told", data);
        return { data };
      },
    });
  const answerOf = (command: ReturnType<typeof long>, channel: number) => {
    const { completionCode, data } = ask(command, "", Privilege.Administrator, channel);
    return { completionCode, size: data.length };
  };

  it("is 251 bytes on the system interface: with netFn/LUN, seq, cmd and completion code BT can count to 255", () => {
    expect(MAX_ANSWER_SIZE + 4).toBe(0xff);
    expect(maxAnswerSize(Channel.SystemInterface)).toBe(MAX_ANSWER_SIZE);
  });

  it.each([
    ["the system interface", Channel.SystemInterface],
    ["the IPMB", Channel.Ipmb],
  ])("on %s: CAh one byte past the limit, with a refusal too", (_name, channel) => {
    const most = maxAnswerSize(channel);
    expect(answerOf(long(most), channel)).toEqual({ completionCode: 0x00, size: most });
    expect(answerOf(long(most + 1), channel)).toEqual({ completionCode: 0xca, size: 0 });
    expect(answerOf(long(most, 0xc0), channel)).toEqual({ completionCode: 0xc0, size: most });
    expect(answerOf(long(most + 1, 0xc0), channel)).toEqual({ completionCode: 0xca, size: 0 });
  });

  it("logs the excess", () => {
    expect(ask(long(252))).toMatchObject({
      refusal: "the answer has 252 bytes; expected at most 251 on channel 15",
      bugs: [],
    });
  });
});
