/** UEFI Secure Boot, for Redfish. The firmware does not see it: changes take effect at the machine's next restart. */

export interface SecureBootState {
  /** Whether the next boot checks signatures. */
  readonly enabled: boolean;
  /** Whether the next boot has a platform key. Without one, the firmware is in setup mode and checks nothing. */
  readonly hasKeys: boolean;
  /** The state of the boot that runs. */
  readonly present: { readonly enabled: boolean; readonly hasKeys: boolean };
}

export class SecureBoot {
  #state: SecureBootState;

  constructor(enabled: boolean) {
    this.#state = { enabled, hasKeys: true, present: { enabled, hasKeys: true } };
  }

  get state(): SecureBootState {
    return this.#state;
  }

  set enabled(enabled: boolean) {
    this.#state = { ...this.#state, enabled };
  }

  set hasKeys(hasKeys: boolean) {
    this.#state = { ...this.#state, hasKeys };
  }

  systemRestarted(): void {
    const { enabled, hasKeys } = this.#state;
    this.#state = { enabled, hasKeys, present: { enabled: enabled && hasKeys, hasKeys } };
  }

  restore(state: SecureBootState): void {
    this.#state = state;
  }
}
