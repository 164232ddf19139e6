// One step after the other on two sides at once, and everything a guest can see after each, compared.

import type { PortInterface } from "../../../src/lab/host.ts";
import { LabError } from "../../../src/lab/lab-error.ts";
import { hexDigits } from "../../../src/text/hex.ts";
import { VmDecoder } from "../../../src/wire/vm-decoder.ts";
import { toHex } from "../bytes/hex.ts";
import { bytesOf, type SeenRequest } from "./bmc-bytes.ts";
import { type Guest, guestOf } from "./guest.ts";
import type { Look, Side } from "./side.ts";
import type { Step } from "./step.ts";

/** State of a side after a step. */
export interface Seen {
  /** The guest's result of the step, or the driver's complaint. */
  readonly result: string;
  readonly received: string;
  readonly actions: string;
  readonly interruptLine: boolean;
  readonly registers: string;
}

export interface Played {
  readonly step: Step;
  /** From the BMC, where the step has any. */
  readonly bytes: Uint8Array;
  readonly real: Seen;
  readonly model: Seen;
}

interface Player {
  readonly side: Side;
  readonly guest: Guest;
}

export class Lockstep {
  readonly #players: readonly [real: Player, model: Player];
  #linked = false;
  #lastRequest: SeenRequest = { id: 0, netFnLun: 0x18, cmd: 0x01 };

  constructor(kind: PortInterface, real: Side, model: Side) {
    const player = (side: Side) => ({ side, guest: guestOf(kind, side.io) });
    this.#players = [player(real), player(model)];
  }

  async play(step: Step): Promise<Played> {
    const bytes = step.kind === "bmc" && this.#linked ? bytesOf(step.parts, this.#lastRequest) : new Uint8Array();
    const [real, model] = this.#players;
    const played = {
      step,
      bytes,
      real: await this.#playOn(real, step, bytes),
      model: await this.#playOn(model, step, bytes),
    };
    if (step.kind === "toggle link") this.#linked = !this.#linked;
    return played;
  }

  async #playOn({ side, guest }: Player, step: Step, bytes: Uint8Array): Promise<Seen> {
    const result = await this.#act(side, guest, step, bytes).catch(complaint);
    const look = await side.look();
    this.#noteRequests(look);
    return {
      result,
      received: toHex(look.received),
      actions: look.actions.join(", "),
      interruptLine: look.interruptLine,
      registers: await guest.registers(),
    };
  }

  async #act(side: Side, guest: Guest, step: Step, bytes: Uint8Array): Promise<string> {
    switch (step.kind) {
      case "request":
        return guest.request(step);
      case "read answer":
        return guest.readAnswer();
      case "clear attention":
        return guest.clearAttention();
      case "start over":
        return guest.startOver();
      case "interrupt mask":
        return guest.writeInterruptMask(step.value);
      case "write port":
        await side.io.outb(guest.base + step.offset, step.value);
        return "written";
      case "read port":
        return hexDigits(await side.io.inb(guest.base + step.offset));
      case "bmc":
        await side.send(bytes);
        return "sent";
      case "pass":
        await side.pass(step.ms);
        return "passed";
      case "reset":
        await side.reset();
        return "reset";
      case "toggle link":
        await (this.#linked ? side.disconnect() : side.connect());
        return "done";
    }
  }

  #noteRequests({ received }: Look): void {
    new VmDecoder().push(received, (found) => {
      if (found.kind !== "message") return;
      this.#lastRequest = { id: found.id, netFnLun: (found.netFn << 2) | found.lun, cmd: found.cmd };
    });
  }
}

/** A driver's complaint about the registers is an observation of the guest; any other error is a fault of the test. */
function complaint(error: unknown): string {
  if (error instanceof LabError && error.fault === "guest") return error.message;
  throw error;
}
