/** Requests that no driver sends: every command, any length, bytes that are sometimes meaningful. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { buildMessage } from "../../../src/ipmi/message.ts";

export interface RandomRequest {
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly data: Uint8Array;
}

/** Bytes of data: more than any interface carries. */
const MAX_LENGTH = 300;
/** Most lengths are like those of real requests. */
const LENGTHS = [4, 8, 8, 24, 24, 64, MAX_LENGTH];
/** Where the table's boundaries lie. */
const EDGES = [0x00, 0x01, 0x02, 0x7f, 0x80, 0xaa, 0xdc, 0xfe, 0xff];

/** Body of DCMI's group extension. */
const DCMI = 0xdc;
const GROUP_EXTENSION = 0x2c;
const SEND_MESSAGE = { netFn: 0x06, lun: 0, cmd: 0x34 } as const;

interface Codes {
  readonly netFn: number;
  readonly cmd: number;
}

export class RandomRequests {
  readonly #dice: ReturnType<typeof xoroshiro128plus>;
  readonly #commands: readonly Codes[];
  readonly #controllers: readonly number[];
  /** Data that a command has accepted. Changing one byte of it reaches furthest into the command. */
  readonly #accepted = new Map<number, Uint8Array>();

  /** `controllers`: slave addresses that Send Message finds. */
  constructor(seed: number, commands: readonly Codes[], controllers: readonly number[]) {
    this.#dice = xoroshiro128plus(seed);
    this.#commands = commands;
    this.#controllers = controllers;
  }

  /** 0 to `limit - 1`. */
  below(limit: number): number {
    return uniformInt(this.#dice, 0, limit - 1);
  }

  next(): RandomRequest {
    const request = this.#request();
    return this.below(16) === 0 ? this.#sent(request) : request;
  }

  /** Call it with each accepted request: later requests then fit it better. */
  learn({ netFn, cmd, data }: RandomRequest): void {
    this.#accepted.set(netFn * 256 + cmd, data);
  }

  #request(): RandomRequest {
    const lun = this.below(32) === 0 ? this.below(4) : 0;
    if (this.below(64) === 0) return { netFn: 2 * this.below(32), lun, cmd: this.below(256), data: this.#bytes() };
    const { netFn, cmd } = this.#pick(this.#commands);
    const accepted = this.#accepted.get(netFn * 256 + cmd);
    const data = accepted && this.below(2) === 0 ? this.#near(accepted) : this.#bytes();
    if (netFn === GROUP_EXTENSION && this.below(16) > 0) data[0] = DCMI;
    return { netFn, lun, cmd, data };
  }

  #bytes(): Uint8Array {
    const kind = this.below(4);
    return Uint8Array.from({ length: this.below(this.#pick(LENGTHS) + 1) }, () => this.#byte(kind));
  }

  #byte(kind: number): number {
    if (kind === 0) return this.below(256);
    return this.below(4) < kind ? this.below(4) : this.#pick(EDGES);
  }

  /** One byte more, one fewer, one other, or the same again. */
  #near(data: Uint8Array): Uint8Array {
    const kind = this.below(8);
    if (kind === 0) return data.slice(0, -1);
    if (kind === 1) return Uint8Array.of(...data, this.#byte(2));
    const changed = data.slice();
    if (kind < 7 && data.length > 0) changed[this.below(data.length)] = this.#byte(this.below(4));
    return changed;
  }

  /** Along the IPMB, well formed. */
  #sent({ netFn, lun, cmd, data }: RandomRequest): RandomRequest {
    const to = this.#pick(this.#controllers);
    const message = buildMessage({
      to,
      netFn,
      toLun: lun,
      from: 0x20,
      sequence: this.below(64),
      fromLun: 2,
      cmd,
      data,
    });
    return { ...SEND_MESSAGE, data: Uint8Array.of(0, ...message) };
  }

  #pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new RangeError("nothing to choose from");
    return choice;
  }
}
