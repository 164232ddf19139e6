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
  #provides: ReadonlySet<ChassisFeature>;
  #addresses: ChassisAddresses;

  constructor(options: CapabilitiesOptions) {
    this.#provides = new Set(options.provides);
    this.#addresses = options.addresses;
  }

  provides(feature: ChassisFeature): boolean {
    return this.#provides.has(feature);
  }

  get addresses(): ChassisAddresses {
    return this.#addresses;
  }

  /** Set Chassis Capabilities has bits for two of the features; the bridge's address stays if left out. */
  set(
    features: Readonly<Record<Changeable, boolean>>,
    { bridge, ...addresses }: Omit<ChassisAddresses, "bridge"> & { readonly bridge?: number | undefined },
  ): void {
    const provides = new Set(this.#provides);
    for (const feature of ["intrusion", "frontPanelLockout"] as const) {
      if (features[feature]) provides.add(feature);
      else provides.delete(feature);
    }
    this.#provides = provides;
    this.#addresses = { ...addresses, bridge: bridge ?? this.#addresses.bridge };
  }

  snapshot() {
    return { provides: [...this.#provides], addresses: this.#addresses };
  }
}
