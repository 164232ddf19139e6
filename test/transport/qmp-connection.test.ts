/** Commands to QEMU over QMP, and their replies. */
import { expect, it, onTestFinished, vi } from "vitest";
import type { QmpEvent } from "../../src/transport/qmp-event.ts";
import { watchQmp } from "../../src/transport/qmp-events.ts";
import { type FakeQmp, fakeQmp } from "../support/qemu/fake-qmp.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** A connection that is ready for commands, and the events that it delivered. */
async function watching({ address }: FakeQmp) {
  const events: QmpEvent[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const qmp = watchQmp(address, (told) => events.push(...told), resolve);
  onTestFinished(() => qmp.close());
  await promise;
  return { qmp, events };
}

it("replies find the command that they belong to, and events come between them", async () => {
  const fake = await fakeQmp((command, { value }) => {
    fake.tell("STOP");
    if (command === "refuse") throw new Error(`no ${value}`);
    return { was: value };
  });
  const { qmp, events } = await watching(fake);
  const asked = [qmp.ask("echo", { value: 1 }), qmp.ask("refuse", { value: 2 }), qmp.ask("echo", { value: 3 })];
  expect(await Promise.allSettled(asked)).toMatchObject([
    { value: { was: 1 } },
    { reason: { message: "refuse: no 2" } },
    { value: { was: 3 } },
  ]);
  expect(events.reduce((sum, { count = 1 }) => sum + count, 0)).toBeGreaterThan(0);
});

it("a command without a reply fails when the connection ends, and one without a connection at once", async () => {
  const asked = Promise.withResolvers<void>();
  const fake = await fakeQmp(() => asked.resolve());
  const { qmp } = await watching(fake);
  const hanging = qmp.ask("hang");
  await asked.promise;
  fake.hangUp();
  await expect(hanging).rejects.toThrow("hang: the QMP connection ended");
  await vi.waitFor(() => expect(qmp.connected).toBe(false), PATIENCE);
  await expect(qmp.ask("query-status")).rejects.toThrow("QMP is not connected");
  expect(qmp.sendBreak("serial0")).toBe(false);
});

it("a break is a command", async () => {
  const broken = Promise.withResolvers<unknown>();
  const fake = await fakeQmp((command, given) => broken.resolve([command, given]));
  const { qmp } = await watching(fake);
  expect(qmp.sendBreak("serial0")).toBe(true);
  expect(await broken.promise).toEqual(["chardev-send-break", { id: "serial0" }]);
});
