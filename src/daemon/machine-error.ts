/**
 * Why a machine cannot be added or removed. `exists`: its name is taken; `unavailable`: one of its doors is, or the daemon
 * ends; `tooMany`: the daemon has as many as it takes; `notFound`: there is none of this name.
 */
export class MachineError extends Error {
  override readonly name = "MachineError";
  readonly code: "exists" | "unavailable" | "tooMany" | "notFound";

  constructor(code: MachineError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
