/** The certificate and the key that a client has put in place of those that the daemon makes for an https door. Non-volatile. */

/** PEM of a certificate, perhaps with its chain, and of its key. */
export interface PemPair {
  readonly cert: string;
  readonly key: string;
}

export class HttpsIdentity {
  #replaced: PemPair | undefined;
  /** Called after each change, by a door that presents the certificate. */
  onChange = () => {};

  /** Undefined: no client has replaced the daemon's own. */
  get replaced(): PemPair | undefined {
    return this.#replaced;
  }

  /** Takes a pair that was checked. */
  replace(pair: PemPair): void {
    this.restore(pair);
  }

  /** The state to store; each change makes a new object. */
  save(): PemPair | undefined {
    return this.#replaced;
  }

  restore(pair: PemPair | undefined): void {
    this.#replaced = pair;
    this.onChange();
  }

  /** Without the key. */
  snapshot() {
    return { cert: this.#replaced?.cert };
  }
}
