/** What the chassis has, and where its management functions are (IPMI §28.1, §28.7). Non-volatile. */

export type ChassisFeature = "intrusion" | "frontPanelLockout" | "diagnosticInterrupt" | "powerInterlock";

/** Slave addresses on the primary IPMB: even; 0 is unspecified. */
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

  /** Set Chassis Capabilities has bits for two of the features; the bridge's address stays if left out. */
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

  /** Another object after each change. */
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
