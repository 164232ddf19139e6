/** A source that follows another sensor, as a fan follows a temperature. */
import type { Sensor } from "../bmc/sensors/sensor.ts";
import type { Timer } from "../clock.ts";
import type { Feed } from "./feed.ts";
import type { FollowOptions, Line } from "./options.ts";
import type { SimulatedTime } from "./simulated-time.ts";
import type { Source } from "./source.ts";

/** Target of the value, and where and when the value started to move there. */
interface Way {
  readonly from: number;
  readonly to: number;
  readonly sinceMs: number;
}

/** Distance to the target at which the value has arrived, as a share of the span of `to`. */
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

  /** Follows a change of the other sensor. Keeps its value while that sensor has no reading. */
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

/** Exponential approach to the target: 63 % of the way in `timeMs`. */
function lagging({ from, to, sinceMs }: Way, nowMs: number, timeMs: number): number {
  return to + (from - to) * Math.exp(-(nowMs - sinceMs) / timeMs);
}
