/** Streams as server-sent events. */
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { guestAt } from "../support/daemon/operated-daemon.ts";
import { openTestApi, TOKEN } from "../support/http/api.ts";
import { openEvents } from "../support/http/events.ts";

const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };
const after = (id: string | undefined) => ({ ...AUTHORIZED, "last-event-id": id ?? "" });

test("events of all machines come live, and after an id those that were missed", async () => {
  const { daemon, url } = await openTestApi(["vm0", "vm1"]);
  const connect = (machine: string) => guestAt(daemon.addressesOf(machine)[0]);
  const events = await openEvents(`${url}/events`, AUTHORIZED);
  const guest = await connect("vm0");
  const first = await events.next();
  expect(first).toMatchObject({ id: expect.any(String), data: { machine: "vm0", kind: "connected" } });
  events.close();
  await (await connect("vm1")).ask("06 01");
  guest.close();
  const again = await openEvents(`${url}/events`, after(first?.id));
  expect((await again.next())?.data).toMatchObject({ machine: "vm1", kind: "connected" });
  const third = await again.next();
  expect(third?.data).toMatchObject({ machine: "vm0", kind: "disconnected" });
  const ofOne = await openEvents(`${url}/events?machine=vm0`, after("0"));
  expect([(await ofOne.next())?.id, (await ofOne.next())?.id]).toEqual([first?.id, third?.id]);
});

test("every event at the doors can be read again, from the first on, by the numbers of history", async () => {
  const { ask, url, daemon } = await openTestApi(["vm0"]);
  const guest = await guestAt(daemon.addressesOf("vm0")[0]);
  for (let n = 0; n < 100; n++) await guest.ask("06 01");
  const { body } = await ask("GET /machines/vm0/history?from=3");
  const events = await openEvents(`${url}/machines/vm0/watch`, after("3"));
  for (const event of body.events) expect((await events.next())?.data).toEqual(event);
  await guest.ask("06 04");
  const kinds: string[] = [];
  for (let event = await events.next(); event; event = await events.next()) {
    kinds.push(event.data.command);
    if (event.data.command === "Get Self Test Results") break;
  }
  expect(kinds.at(-1)).toBe("Get Self Test Results");
});

test("without an id the stream begins with the next event, and after another daemon's id with the first", async () => {
  const { url, daemon } = await openTestApi(["vm0"]);
  const guest = await guestAt(daemon.addressesOf("vm0")[0]);
  await guest.ask("06 01");
  const events = await openEvents(`${url}/machines/vm0/watch`, AUTHORIZED);
  await guest.ask("06 04");
  expect((await events.next())?.data).toMatchObject({ kind: "exchange", command: "Get Self Test Results" });
  const whole = await openEvents(`${url}/machines/vm0/watch`, after("earlier-1000"));
  expect((await whole.next())?.data).toMatchObject({ kind: "connected" });
});

test("events that are no longer kept are counted", async () => {
  const { url, daemon } = await openTestApi(["vm0"], { record: { history: 2 } });
  const guest = await guestAt(daemon.addressesOf("vm0")[0]);
  for (let n = 0; n < 5; n++) await guest.ask("06 01");
  const events = await openEvents(`${url}/machines/vm0/watch`, after("0"));
  expect((await events.next())?.data).toMatchObject({ kind: "missing", count: expect.any(Number) });
  expect((await events.next())?.data).toMatchObject({ kind: "exchange" });
});

test("without a history the stream is live, without ids", async () => {
  const { url, daemon } = await openTestApi(["vm0"], { record: { history: 0 } });
  const guest = await guestAt(daemon.addressesOf("vm0")[0]);
  const events = await openEvents(`${url}/machines/vm0/watch`, AUTHORIZED);
  await guest.ask("06 01");
  expect(await events.next()).toMatchObject({ id: undefined, data: { kind: "exchange" } });
});

test("a stream of a machine ends with it, by an event", async () => {
  const { ask, url } = await openTestApi(["vm0"]);
  const streams = [
    await openEvents(`${url}/events?machine=vm0`, AUTHORIZED),
    await openEvents(`${url}/machines/vm0/watch`, AUTHORIZED),
  ];
  await ask("DELETE /machines/vm0");
  for (const stream of streams) {
    expect(await stream.next()).toEqual({ id: undefined, type: "end", data: {} });
    expect(await stream.next()).toBeUndefined();
  }
});

test("a refusal comes before a stream begins", async () => {
  const { url } = await openTestApi(["vm0"]);
  await expect(openEvents(`${url}/events?machine=vm9`, AUTHORIZED)).rejects.toThrow(/^404: .*there is no machine vm9/);
  await expect(openEvents(`${url}/machines/vm0/serial`, AUTHORIZED)).rejects.toThrow(/^404: .*no serial port/);
  await expect(openEvents(`${url}/events`, {})).rejects.toThrow(/^401: /);
});

test("one stream more than the limit is refused, and served when another has ended", async () => {
  const { url } = await openTestApi(["vm0"]);
  const open = () => openEvents(`${url}/events`, AUTHORIZED);
  const [first] = await Promise.all(Array.from({ length: 32 }, open));
  await expect(open()).rejects.toThrow(/^503: .*32 streams are open/);
  first?.close();
  await expect
    .poll(() =>
      open().then(
        () => "open",
        () => "refused",
      ),
    )
    .toBe("open");
});

test("a client that does not read loses nothing that is kept, and holds up nobody", async () => {
  const { open, url, daemon, ask } = await openTestApi(["vm0"]);
  const guest = await guestAt(daemon.addressesOf("vm0")[0]);
  const socket = await open();
  onTestFinished(() => void socket.destroy());
  const path = new URL(`${url}/machines/vm0/watch`).pathname;
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
  await once(socket, "data");
  socket.pause();
  for (let n = 0; n < 1500; n++) await guest.ask("06 01");
  expect((await ask("GET /machines/vm0")).body.requests).toBe(3000);
  let text = "";
  socket.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  socket.resume();
  await expect.poll(() => text.match(/"kind":"exchange"/g)?.length, { timeout: 10_000 }).toBe(3000);
  expect(text).not.toContain('"kind":"missing"');
});
