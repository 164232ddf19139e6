/**
 * Refusal to add or remove a machine. `exists`: the name is taken; `unavailable`: a door is taken, or the daemon is ending;
 * `tooMany`: the daemon is full; `notFound`: no machine has this name.
 */
export class MachineError extends Error {
  override readonly name = "MachineError";
  readonly code: "exists" | "unavailable" | "tooMany" | "notFound";

  constructor(code: MachineError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
