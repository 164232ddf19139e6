/**
 * Telnet (RFC 854, RFC 856) as QEMU and terminal servers speak it on serial lines: commands are answered and taken out,
 * FFh is doubled, IAC BREAK (F3h) is a break. Options: binary both ways, echo by the other side, no go-ahead.
 *
 * Until the other side sends a command, bytes are as they are: a QEMU that connects speaks no telnet, whatever its flags say.
 * A QEMU that listens reads FFh twice as one, but does not double those that it sends.
 */
import type { Incoming, LineCoding } from "./serial-line.ts";

const IAC = 0xff;
const Command = { Se: 0xf0, Break: 0xf3, Sb: 0xfa, Will: 0xfb, Wont: 0xfc, Do: 0xfd, Dont: 0xfe } as const;
const Option = { Binary: 0, Echo: 1, SuppressGoAhead: 3 } as const;

/** Options that the other side may use, and those that we use when it asks. */
const THEIRS: ReadonlySet<number> = new Set([Option.Binary, Option.Echo, Option.SuppressGoAhead]);
const OURS: ReadonlySet<number> = new Set([Option.Binary, Option.SuppressGoAhead]);

const CR = 0x0d;
const NUL = 0x00;

type State = "data" | "command" | "option" | "subnegotiation" | "subnegotiationCommand";

export class Telnet implements LineCoding {
  /** Whether the other side has sent a command. */
  #isSpoken = false;
  /** Options in force, by side. A repeated request is not answered again, so two ends never argue. */
  readonly #theirs = new Set<number>();
  readonly #ours = new Set<number>();
  #state: State = "data";
  #verb = 0;
  #afterCr = false;

  get breakBytes(): Uint8Array | undefined {
    return this.#isSpoken ? Uint8Array.of(IAC, Command.Break) : undefined;
  }

  decode(bytes: Uint8Array): Incoming {
    const data: number[] = [];
    const reply: number[] = [];
    for (const byte of bytes) this.#take(byte, data, reply);
    return { data: Uint8Array.from(data), reply: reply.length > 0 ? Uint8Array.from(reply) : undefined };
  }

  encode(data: Uint8Array): Uint8Array {
    if (!this.#isSpoken || !data.includes(IAC)) return data;
    return Uint8Array.from([...data].flatMap((byte) => (byte === IAC ? [IAC, IAC] : [byte])));
  }

  #take(byte: number, data: number[], reply: number[]): void {
    switch (this.#state) {
      case "data":
        if (byte === IAC) this.#state = "command";
        else this.#takeData(byte, data);
        return;
      case "command":
        this.#takeCommand(byte, data);
        return;
      case "option":
        this.#negotiate(byte, reply);
        this.#state = "data";
        return;
      case "subnegotiation":
        if (byte === IAC) this.#state = "subnegotiationCommand";
        return;
      case "subnegotiationCommand":
        this.#state = byte === Command.Se ? "data" : "subnegotiation";
        return;
    }
  }

  /** Drops the NUL with which a sender without binary mode marks a bare carriage return. */
  #takeData(byte: number, data: number[]): void {
    const isFiller = this.#isSpoken && byte === NUL && this.#afterCr && !this.#theirs.has(Option.Binary);
    this.#afterCr = byte === CR;
    if (!isFiller) data.push(byte);
  }

  #takeCommand(byte: number, data: number[]): void {
    this.#state = "data";
    const isCommand = byte >= Command.Se && byte !== IAC;
    if (!isCommand) {
      const isDoubled = this.#isSpoken && byte === IAC;
      for (const each of isDoubled ? [IAC] : [IAC, byte]) this.#takeData(each, data);
      return;
    }
    this.#isSpoken = true;
    this.#verb = byte;
    if (byte === Command.Sb) this.#state = "subnegotiation";
    else if (byte >= Command.Will) this.#state = "option";
  }

  #negotiate(option: number, reply: number[]): void {
    if (this.#verb === Command.Will) answer(option, this.#theirs, THEIRS, Command.Do, Command.Dont, reply);
    if (this.#verb === Command.Do) answer(option, this.#ours, OURS, Command.Will, Command.Wont, reply);
    if (this.#verb === Command.Wont && this.#theirs.delete(option)) reply.push(IAC, Command.Dont, option);
    if (this.#verb === Command.Dont && this.#ours.delete(option)) reply.push(IAC, Command.Wont, option);
  }
}

function answer(
  option: number,
  inForce: Set<number>,
  accepted: ReadonlySet<number>,
  yes: number,
  no: number,
  reply: number[],
): void {
  if (inForce.has(option)) return;
  const agreed = accepted.has(option);
  if (agreed) inForce.add(option);
  reply.push(IAC, agreed ? yes : no, option);
}
