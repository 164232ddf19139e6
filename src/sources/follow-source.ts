/** A sensor that goes by another one: a fan by a temperature. */
import type { Sensor } from "../bmc/sensors/sensor.ts";
import type { Timer } from "../clock.ts";
import type { Feed } from "./feed.ts";
import type { FollowOptions, Line } from "./options.ts";
import type { SimulatedTime } from "./simulated-time.ts";
import type { Source } from "./source.ts";

/** Where the value goes, and where it was when it last began to go somewhere else. */
interface Way {
  readonly from: number;
  readonly to: number;
  readonly sinceMs: number;
}

/** So near, as a share of the line's span, that it has arrived. */
const ARRIVED = 0.001;

export class FollowSource implements Source {
  readonly #how: FollowOptions["how"];
  readonly #followed: Sensor;
  readonly #feed: Feed;
  readonly #time: SimulatedTime;
  #begun = false;
  #way: Way | undefined;
  #timer: Timer | undefined;

  constructor(how: FollowOptions["how"], followed: Sensor, feed: Feed, time: SimulatedTime) {
    this.#how = how;
    this.#followed = followed;
    this.#feed = feed;
    this.#time = time;
  }

  begin(): boolean {
    this.#begun = true;
    this.#way = undefined;
    this.look();
    return this.#followed.available;
  }

  end(): void {
    this.#begun = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** The sensor it follows may have changed. While that has no reading it stays as it is. */
  look(): void {
    if (!this.#begun || !this.#followed.available) return;
    const how = this.#how;
    if (how === "states") {
      this.#feed.give({ states: [...this.#followed.states] });
      return;
    }
    const { value } = this.#followed;
    if (value === undefined) return;
    if ("at" in how) this.#feed.give({ states: value >= how.at ? how.above : how.below });
    else this.#aim(onLine(how, value), how);
  }

  #aim(to: number, line: Line): void {
    const way = this.#way;
    if (way?.to === to) return;
    const nowMs = this.#time.nowMs();
    const from = way && line.lag ? lagging(way, nowMs, line.lag.timeMs) : to;
    this.#way = { from, to, sinceMs: nowMs };
    this.#go(line);
  }

  #go(line: Line): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const { lag } = line;
    if (!this.#way) return;
    const nowMs = this.#time.nowMs();
    const value = lag ? lagging(this.#way, nowMs, lag.timeMs) : this.#way.to;
    const near = Math.abs(value - this.#way.to) <= ARRIVED * Math.abs(line.to[1] - line.to[0]);
    this.#feed.give({ value: near ? this.#way.to : value });
    if (lag && !near) this.#timer = this.#time.at(nowMs + lag.everyMs, () => this.#go(line));
  }
}

function onLine({ from, to }: Pick<Line, "from" | "to">, value: number): number {
  const share = (value - from[0]) / (from[1] - from[0]);
  return to[0] + (to[1] - to[0]) * Math.min(Math.max(share, 0), 1);
}

/** Nearer by the same share in the same time: 63 % in `timeMs`. */
function lagging({ from, to, sinceMs }: Way, nowMs: number, timeMs: number): number {
  return to + (from - to) * Math.exp(-(nowMs - sinceMs) / timeMs);
}
