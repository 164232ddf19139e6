import { PassThrough } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { Output } from "../../../src/lab/own-firmware/output.ts";

const outputOf = (text: string) => {
  const stream = new PassThrough();
  const output = new Output(stream, text);
  const watcher = { wrote: vi.fn(), found: vi.fn() };
  output.watch(watcher);
  return { output, ...watcher, write: (chunk: string) => void stream.write(chunk) };
};

describe("the sign on a console", () => {
  test.each([
    ["whole", ["xx sign yy"]],
    ["alone", ["sign"]],
    ["cut", ["si", "gn"]],
    ["byte by byte", [..."a sign"]],
    ["after half of it", ["sigsi", "gn"]],
  ])("is found once: %s", async (_title, chunks) => {
    const { write, wrote, found } = outputOf("sign");
    for (const chunk of [...chunks, "sign again"]) write(chunk);
    await vi.waitFor(() => expect(wrote).toHaveBeenCalledTimes(chunks.length + 1));
    expect(found).toHaveBeenCalledTimes(1);
  });

  test("is not found in other text", async () => {
    const { write, wrote, found } = outputOf("sign");
    for (const chunk of ["si", "ng", "s", "ign!".slice(1)]) write(chunk);
    await vi.waitFor(() => expect(wrote).toHaveBeenCalledTimes(4));
    expect(found).not.toHaveBeenCalled();
  });

  test("may be any character", async () => {
    const { write, found } = outputOf("bereit für Größe");
    write("… bereit für Größe");
    await vi.waitFor(() => expect(found).toHaveBeenCalledTimes(1));
  });

  test("that came before the watcher is reported to it", async () => {
    const stream = new PassThrough();
    const output = new Output(stream, "sign");
    stream.write("sign");
    await vi.waitFor(() => expect(output.bytes.toString()).toBe("sign"));
    const found = vi.fn();
    output.watch({ wrote() {}, found });
    expect(found).toHaveBeenCalledTimes(1);
  });
});

test("the last lines have no escape sequences and no empty lines", async () => {
  const { output, write, wrote } = outputOf("sign");
  write("one\r\n\u001b[2J\u001b[01;01Htwo\r\n\r\n\u001b[=3hthree\u0007\r\nfour");
  await vi.waitFor(() => expect(wrote).toHaveBeenCalled());
  expect(output.lastLines(3)).toEqual(["two", "three", "four"]);
});
