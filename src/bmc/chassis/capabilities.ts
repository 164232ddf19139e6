/** The chassis' features and the addresses of its management functions (IPMI §28.1, §28.7). Non-volatile. */

export type ChassisFeature = "intrusion" | "frontPanelLockout" | "diagnosticInterrupt" | "powerInterlock";

/** Even slave addresses on the primary IPMB; 0 is unspecified. */
export interface ChassisAddresses {
  readonly fru: number;
  readonly sdr: number;
  readonly sel: number;
  readonly systemManagement: number;
  readonly bridge: number;
}

type Changeable = "intrusion" | "frontPanelLockout";

export interface CapabilitiesOptions {
  readonly provides: readonly ChassisFeature[];
  readonly addresses: ChassisAddresses;
}

export class Capabilities {
  #kept: CapabilitiesOptions;

  constructor(options: CapabilitiesOptions) {
    this.#kept = options;
  }

  provides(feature: ChassisFeature): boolean {
    return this.#kept.provides.includes(feature);
  }

  get addresses(): ChassisAddresses {
    return this.#kept.addresses;
  }

  /**
   * Sets the two features that Set Chassis Capabilities has bits for, and the addresses. Without `bridge`, the bridge's
   * address stays.
   */
  set(
    features: Readonly<Record<Changeable, boolean>>,
    { bridge, ...addresses }: Omit<ChassisAddresses, "bridge"> & { readonly bridge?: number | undefined },
  ): void {
    const provides = new Set(this.#kept.provides);
    for (const feature of ["intrusion", "frontPanelLockout"] as const) {
      if (features[feature]) provides.add(feature);
      else provides.delete(feature);
    }
    this.#kept = { provides: [...provides], addresses: { ...addresses, bridge: bridge ?? this.addresses.bridge } };
  }

  /** The state to store; each change makes a new object. */
  save(): CapabilitiesOptions {
    return this.#kept;
  }

  restore(capabilities: Partial<CapabilitiesOptions>): void {
    this.#kept = { ...this.#kept, ...capabilities };
  }

  snapshot() {
    return this.#kept;
  }
}
