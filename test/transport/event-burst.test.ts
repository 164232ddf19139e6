/** Bursts of QMP events: few deliveries, none lost, the last state last. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { DELIVERIES_A_WINDOW, EventBurst, MAX_KINDS, WINDOW_MS } from "../../src/transport/event-burst.ts";
import type { QmpEvent } from "../../src/transport/qmp-event.ts";

const event = (name: string, reason?: string): QmpEvent => ({ name, reason, guest: true });
const RESET = event("RESET", "guest-reset");
const STOP = event("STOP");
const SHUTDOWN = event("SHUTDOWN", "guest-shutdown");

function lab() {
  const clock = new ManualClock();
  const deliveries: (readonly QmpEvent[])[] = [];
  const burst = new EventBurst((events) => deliveries.push(events), clock);
  const told = () => deliveries.splice(0).map((events) => events.map(({ name, count = 1 }) => `${name} ${count}`));
  /** Uses up the window's deliveries. */
  const fill = () => {
    for (let n = 0; n < DELIVERIES_A_WINDOW; n++) burst.take([RESET]);
    told();
  };
  return { clock, burst, told, fill };
}

describe("a few events", () => {
  it("are delivered as they come, up to the window's limit", () => {
    const { burst, told } = lab();
    for (let n = 0; n < DELIVERIES_A_WINDOW; n++) {
      burst.take([RESET, STOP]);
      expect(told()).toEqual([["RESET 1", "STOP 1"]]);
    }
    burst.take([RESET]);
    expect(told()).toEqual([]);
  });

  it("are delivered at once again in the next window", () => {
    const { clock, burst, told, fill } = lab();
    fill();
    clock.advance(WINDOW_MS);
    burst.take([STOP]);
    expect(told()).toEqual([["STOP 1"]]);
  });
});

describe("a burst", () => {
  it("that comes in one read is one delivery with its count", () => {
    const { burst, told } = lab();
    burst.take(new Array<QmpEvent>(600).fill(RESET));
    expect(told()).toEqual([["RESET 600"]]);
  });

  it("is delivered once a window after the limit, and no event of it is lost", () => {
    const { clock, burst, told, fill } = lab();
    fill();
    for (let n = 0; n < 1000; n++) burst.take([RESET]);
    clock.advance(WINDOW_MS - 1);
    expect(told()).toEqual([]);
    clock.advance(1);
    expect(told()).toEqual([["RESET 1000"]]);
  });

  it("keeps the order of the last ones, which decides whether the machine is on", () => {
    const { burst, told } = lab();
    burst.take([SHUTDOWN, RESET, SHUTDOWN, STOP, RESET]);
    expect(told()).toEqual([["SHUTDOWN 2", "STOP 1", "RESET 2"]]);
  });

  it("is delivered at the end of the connection", () => {
    const { clock, burst, told, fill } = lab();
    fill();
    burst.take([RESET, SHUTDOWN]);
    burst.flush();
    expect(told()).toEqual([["RESET 1", "SHUTDOWN 1"]]);
    clock.advance(WINDOW_MS);
    expect(told()).toEqual([]);
  });

  it("is dropped, with its timer, when its machine closes", () => {
    const { clock, burst, told, fill } = lab();
    fill();
    burst.take([RESET]);
    burst.close();
    burst.flush();
    expect(told()).toEqual([]);
    expect(clock.nextAtMs).toBeUndefined();
  });

  it("has a limited number of kinds; past it, events keep only their name", () => {
    const { burst, told } = lab();
    burst.take(Array.from({ length: MAX_KINDS }, (_, n) => event("RESET", `reason ${n}`)));
    expect(told()).toEqual([new Array(MAX_KINDS).fill("RESET 1")]);
    const many = Array.from({ length: MAX_KINDS + 5 }, (_, n) => event("RESET", `reason ${n}`));
    burst.take([...many, event("STOP"), SHUTDOWN, event("STOP", "again")]);
    const [kinds = []] = told();
    expect(kinds.slice(0, MAX_KINDS)).toEqual(new Array(MAX_KINDS).fill("RESET 1"));
    expect(kinds.slice(MAX_KINDS)).toEqual(["RESET 5", "SHUTDOWN 1", "STOP 2"]);
  });
});
