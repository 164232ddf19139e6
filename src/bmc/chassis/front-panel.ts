/** Front panel buttons, which software can disable (IPMI §28.2, §28.6). */
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";

export const BUTTONS = ["power", "reset", "diagnosticInterrupt", "sleep"] as const;
export type Button = (typeof BUTTONS)[number];

export class FrontPanel {
  readonly #lockable: ReadonlySet<Button>;
  #disabled: ReadonlySet<Button> = new Set();

  /** `lockable`: the buttons that may be disabled. */
  constructor(lockable: readonly Button[]) {
    this.#lockable = new Set(lockable);
  }

  isLockable(button: Button): boolean {
    return this.#lockable.has(button);
  }

  isDisabled(button: Button): boolean {
    return this.#disabled.has(button);
  }

  /** §28.2, byte 4: whether the buttons allow neither power-off nor reset. */
  get lockedOut(): boolean {
    return this.isDisabled("power") && this.isDisabled("reset");
  }

  /** Disables these buttons and enables the others. Throws `IpmiError` CCh for a button that may not be disabled. */
  disable(buttons: readonly Button[]): void {
    const fixed = buttons.find((button) => !this.isLockable(button));
    if (fixed) throw new IpmiError(CompletionCode.InvalidDataField, `the ${fixed} button cannot be disabled`);
    this.#disabled = new Set(buttons);
  }

  reset(): void {
    this.#disabled = new Set();
  }

  snapshot() {
    return { disabled: [...this.#disabled] };
  }
}
