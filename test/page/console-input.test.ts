/** The console's input, as requests with bytes. */
import { expect, it, vi } from "vitest";
import { CONSOLE_INPUT } from "../../web/limits.ts";
import { ConsoleInput } from "../../web/machine/console/console-input.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function inputTo(write: (bytes: Buffer) => Promise<number>) {
  const failures: (string | undefined)[] = [];
  const input = new ConsoleInput({
    write: (data) => write(Buffer.from(data, "base64")),
    failed: (reason) => failures.push(reason),
  });
  return { input, failures };
}

it("sends one request at a time, with all bytes that came in the meantime", async () => {
  const first = Promise.withResolvers<number>();
  const sent: string[] = [];
  const { input, failures } = inputTo((bytes) => {
    sent.push(`${bytes}`);
    return sent.length === 1 ? first.promise : Promise.resolve(bytes.length);
  });
  for (const key of "ls é") input.send(bytesOf(key));
  expect(sent).toEqual(["l"]);
  first.resolve(1);
  await vi.waitFor(() => expect(failures).toEqual([undefined]));
  expect(sent).toEqual(["l", "s é"]);
});

it("sends a long text whole, although a character lies across the end of a request", async () => {
  const text = `${"x".repeat(CONSOLE_INPUT - 1)}😀`;
  const sent: Buffer[] = [];
  const { input, failures } = inputTo((bytes) => Promise.resolve(sent.push(bytes) && bytes.length));
  input.send(bytesOf(text));
  await vi.waitFor(() => expect(failures).toEqual([undefined]));
  expect(sent.map(({ length }) => length)).toEqual([CONSOLE_INPUT, 3]);
  expect(`${Buffer.concat(sent)}`).toBe(text);
});

it("drops what waits when the port takes no more, and says so", async () => {
  const { input, failures } = inputTo(() => Promise.resolve(0));
  input.send(bytesOf("a"));
  input.send(bytesOf("b"));
  await vi.waitFor(() => expect(failures).toEqual(["the guest takes no input now; some keys were dropped"]));
});
