/**
 * Client of QEMU's qtest protocol: access to the guest's ports and memory from outside. One line of text per command:
 *
 *   inb 0xe4          →  OK 0x0080           outb 0xe4 0x1   →  OK
 *   clock_step 1000   →  OK 4000001000       irq_intercept_in ioapic  →  OK, then: IRQ raise 5
 *   nonsense          →  FAIL Unknown command 'nonsense'
 *
 * Every QEMU with -qtest has the protocol. Not every one has the qtest accelerator; without it, clock_step is an
 * unknown command and all others work (measured on 7.2 with TCG).
 */
import type { Duplex } from "node:stream";
import { LabError } from "../lab-error.ts";
import { LineDialogue } from "./line-dialogue.ts";
import type { Memory, WidePortIo } from "./port-io.ts";

export type QtestLine =
  | { readonly kind: "ok"; readonly value: string }
  | { readonly kind: "fail"; readonly reason: string }
  | { readonly kind: "irq"; readonly line: number; readonly raised: boolean };

/** Longest line from QEMU. The answers to the commands used here have at most a number. */
const MAX_LINE_LENGTH = 1024;
/** Time limit for an answer. QEMU answers in well under 1 ms, but a swapping machine may take longer. */
const ANSWER_TIMEOUT_MS = 10_000;

/** Parses a line from QEMU. Throws `LabError` "protocol" if it is not a qtest line. */
export function parseQtestLine(line: string): QtestLine {
  const [word = "", ...rest] = line.split(" ");
  const value = rest.join(" ");
  if (word === "OK") return { kind: "ok", value };
  if (word === "FAIL" || word === "ERR") return { kind: "fail", reason: value };
  const irq = /^IRQ (raise|lower) (\d+)$/.exec(line);
  if (irq !== null) return { kind: "irq", line: Number(irq[2]), raised: irq[1] === "raise" };
  throw new LabError("protocol", `expected a qtest line (OK, FAIL, ERR, IRQ), got "${line}"`);
}

export class Qtest implements WidePortIo, Memory {
  readonly #dialogue: LineDialogue<QtestLine>;
  readonly #raised = new Set<number>();

  constructor(stream: Duplex) {
    this.#dialogue = new LineDialogue(stream, {
      name: "qtest",
      maxLineLength: MAX_LINE_LENGTH,
      timeoutMs: ANSWER_TIMEOUT_MS,
      read: (text) => this.#read(text),
    });
  }

  inb(port: number): Promise<number> {
    return this.#number(`inb ${port}`);
  }

  inw(port: number): Promise<number> {
    return this.#number(`inw ${port}`);
  }

  inl(port: number): Promise<number> {
    return this.#number(`inl ${port}`);
  }

  async outb(port: number, value: number): Promise<void> {
    await this.command(`outb ${port} ${value}`);
  }

  async outw(port: number, value: number): Promise<void> {
    await this.command(`outw ${port} ${value}`);
  }

  async outl(port: number, value: number): Promise<void> {
    await this.command(`outl ${port} ${value}`);
  }

  readb(address: number): Promise<number> {
    return this.#number(`readb ${address}`);
  }

  readw(address: number): Promise<number> {
    return this.#number(`readw ${address}`);
  }

  readl(address: number): Promise<number> {
    return this.#number(`readl ${address}`);
  }

  async writeb(address: number, value: number): Promise<void> {
    await this.command(`writeb ${address} ${value}`);
  }

  async writew(address: number, value: number): Promise<void> {
    await this.command(`writew ${address} ${value}`);
  }

  async writel(address: number, value: number): Promise<void> {
    await this.command(`writel ${address} ${value}`);
  }

  /** Advances virtual time by `durationNs`, firing timers in order. Needs the qtest accelerator. */
  async clockStep(durationNs: number): Promise<void> {
    await this.command(`clock_step ${durationNs}`);
  }

  /** Makes `raisedLines` follow the inputs of a device ("ioapic"). Possible once per QEMU, and permanent. */
  async interceptIrqs(devicePath: string): Promise<void> {
    await this.command(`irq_intercept_in ${devicePath}`);
  }

  /** The intercepted inputs that were raised at the last answered command. */
  get raisedLines(): ReadonlySet<number> {
    return this.#raised;
  }

  /** Runs any command of the protocol and returns the text after OK. Rejects with `LabError` "refused" on FAIL. */
  async command(line: string): Promise<string> {
    const answer = await this.#dialogue.request(line);
    if (answer.kind === "ok") return answer.value;
    throw new LabError("refused", `qtest: "${line}": ${answer.kind === "fail" ? answer.reason : "no answer"}`);
  }

  close(): void {
    this.#dialogue.close();
  }

  #read(text: string): QtestLine | undefined {
    const line = parseQtestLine(text);
    if (line.kind !== "irq") return line;
    if (line.raised) this.#raised.add(line.line);
    else this.#raised.delete(line.line);
    return undefined;
  }

  async #number(line: string): Promise<number> {
    const value = await this.command(line);
    if (/^0x[0-9a-f]{1,16}$/i.test(value)) return Number(value);
    throw new LabError("protocol", `qtest: "${line}": expected a hex number, got "${value}"`);
  }
}
