/** The LAN channel's configuration (IPMI chapter 23). Non-volatile, except destination 0 and uncommitted writes. */
import type { Clock } from "../../clock.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { SetInProgress } from "../set-in-progress.ts";
import type { Watchdog } from "../watchdog.ts";
import { ArpSuspension } from "./arp-suspension.ts";
import type { AuthenticationTypes, Destination, LanValues } from "./lan-values.ts";
import { LockOut } from "./lock-out.ts";
import { PayloadAccess } from "./payload-access.ts";
import { SecurityKey, SecurityKeys } from "./security-keys.ts";
import type { SessionsOptions } from "./sessions.ts";
import { Sol } from "./sol.ts";
import { SolActivations } from "./sol-activations.ts";

interface Gateway {
  readonly address: Uint8Array;
  readonly macAddress: Uint8Array;
}

/** A destination of alerts. */
export interface DestinationOptions {
  /** 0.0.0.0: none. */
  readonly address: Uint8Array;
  /** Whether its traps are repeated until they are acknowledged. */
  readonly acknowledged: boolean;
  /** Time between repetitions in milliseconds, whole seconds from 1 to 256. */
  readonly timeout: number;
  /** 0 to 7. */
  readonly retries: number;
}

export interface LanOptions {
  readonly present: boolean;
  /** Whether the guest has a serial port behind SOL, which is then enabled for every user at first. */
  readonly hasSerialPort?: boolean;
  /** 1 to Bh. */
  readonly channel: number;
  /** A value of parameter 4, 0 to 4. */
  readonly addressSource: number;
  readonly address: Uint8Array;
  readonly subnetMask: Uint8Array;
  readonly macAddress: Uint8Array;
  readonly defaultGateway: Gateway;
  readonly backupGateway: Gateway;
  /** Up to 18 characters. */
  readonly community: string;
  /** Up to 15, from destination 1 on. */
  readonly destinations: readonly DestinationOptions[];
  readonly authenticationTypes: readonly (keyof AuthenticationTypes)[];
  /** Up to 16 IDs. */
  readonly cipherSuites: readonly number[];
  /** K_G, 20 bytes. Absent: not set. */
  readonly kg?: Uint8Array | undefined;
  /** Address and port that clients are told, if a forwarder stands in front of the door. */
  readonly advertise: { readonly address?: Uint8Array | undefined; readonly port?: number | undefined };
  /** UDP port of the receivers of traps, and the address that gets all of them, if it is not the destinations. */
  readonly alerts: { readonly port: number; readonly address?: Uint8Array | undefined };
  readonly sessions: SessionsOptions;
  /** Whether a set-up with an unknown user name looks like one with a wrong password. */
  readonly hideUnknownUsers: boolean;
  /** Whether an abandoned set-up counts as a bad password. */
  readonly countAbandonedLogins: boolean;
}

const COMMUNITY_SIZE = 18;

const DESTINATION: Destination = {
  type: { type: { acknowledged: false, type: 0 }, timeout: 3, retries: { count: 0 } },
  address: {
    format: { format: 0 },
    gateway: { backup: false },
    ipAddress: new Uint8Array(4),
    macAddress: new Uint8Array(6),
  },
  vlan: { format: { format: 0 }, tag: 0 },
};

const NO_TYPES: AuthenticationTypes = { oem: false, password: false, md5: false, md2: false, none: false };

export class Lan {
  readonly progress = new SetInProgress({
    save: () => this.#values,
    restore: (values: LanValues) => this.set(values),
  });
  readonly sol: Sol;
  readonly solActivations = new SolActivations();
  readonly securityKeys = new SecurityKeys();
  readonly payloadAccess: PayloadAccess;
  readonly arpSuspension: ArpSuspension;
  readonly lockOut: LockOut;
  readonly authenticationTypes: AuthenticationTypes;
  readonly cipherSuites: readonly number[];
  /** UDP port of the LAN door; undefined while the LAN is not served. */
  doorPort: number | undefined;
  readonly #advertise: LanOptions["advertise"];
  #values: LanValues;

  /** `disable` takes a user's access to the LAN channel away. */
  constructor(
    options: LanOptions,
    watchdog: Pick<Watchdog, "running" | "settings">,
    clock: Clock,
    disable: (userId: number) => void,
  ) {
    const { hasSerialPort = false } = options;
    this.sol = new Sol(hasSerialPort);
    this.payloadAccess = new PayloadAccess(hasSerialPort);
    this.arpSuspension = new ArpSuspension(watchdog);
    this.lockOut = new LockOut(clock, () => this.#values.badPasswordThreshold, disable);
    if (options.kg) this.securityKeys.set(SecurityKey.Kg, options.kg);
    this.authenticationTypes = {
      ...NO_TYPES,
      ...Object.fromEntries(options.authenticationTypes.map((type) => [type, true])),
    };
    this.cipherSuites = options.cipherSuites;
    this.#advertise = options.advertise;
    this.#values = factoryValues(options, this.authenticationTypes);
  }

  get values(): LanValues {
    return this.#values;
  }

  /** Address that clients are told: parameter 3, or the configured one. */
  get advertisedAddress(): Uint8Array {
    return this.#advertise.address ?? this.#values.ipAddress;
  }

  /** Port that clients are told: the configured one, the door's, or parameter 8. */
  get advertisedPort(): number {
    return this.#advertise.port ?? this.doorPort ?? this.#values.primaryPort;
  }

  set(values: Partial<LanValues>): void {
    this.#values = { ...this.#values, ...values };
  }

  /** Parameter 2. Throws `IpmiError` CCh for an unsupported type, as the specification recommends. */
  enableAuthentication(enables: LanValues["authenticationEnables"]): void {
    for (const types of Object.values(enables)) {
      for (const type of Object.keys(NO_TYPES) as (keyof AuthenticationTypes)[]) {
        if (!types[type] || this.authenticationTypes[type]) continue;
        throw new IpmiError(
          CompletionCode.InvalidDataField,
          `authentication type ${type} is not supported; expected one of parameter 1`,
        );
      }
    }
    this.set({ authenticationEnables: enables });
  }

  /** Throws `IpmiError` C9h when the destination does not exist. */
  destination(selector: number): Destination {
    const { destinations } = this.#values;
    const destination = destinations[selector];
    if (destination) return destination;
    throw new IpmiError(
      CompletionCode.ParameterOutOfRange,
      `destination is ${selector}; expected 0 to ${destinations.length - 1}`,
    );
  }

  setDestination(selector: number, change: Partial<Destination>): void {
    const changed = { ...this.destination(selector), ...change };
    this.set({ destinations: this.#values.destinations.with(selector, changed) });
  }

  /** Handles a reset or power loss of the system: rolls back uncommitted writes. */
  systemInterrupted(): void {
    this.progress.reset();
    this.sol.systemInterrupted();
  }

  reset(): void {
    this.progress.reset();
    this.sol.reset();
    this.arpSuspension.reset();
    this.setDestination(0, DESTINATION);
  }

  /** The values to store, without uncommitted writes; each change makes a new object. */
  save(): LanValues {
    return this.progress.before ?? this.#values;
  }

  /** Restores all values except destination 0, which is volatile. */
  restore(values: Partial<LanValues>): void {
    this.set(values);
    this.setDestination(0, DESTINATION);
  }

  snapshot() {
    return {
      values: this.#values,
      progress: this.progress.snapshot(),
      suspended: this.arpSuspension.snapshot(),
      sol: this.sol.snapshot(),
      securityKeys: this.securityKeys.snapshot(),
      payloadAccess: this.payloadAccess.snapshot(),
      solActivations: this.solActivations.snapshot(),
      lockOut: this.lockOut.snapshot(),
    };
  }
}

function factoryValues(options: LanOptions, types: AuthenticationTypes): LanValues {
  const community = new Uint8Array(COMMUNITY_SIZE);
  community.set(Buffer.from(options.community, "latin1"));
  return {
    authenticationEnables: { callback: types, user: types, operator: types, administrator: types, oem: NO_TYPES },
    ipAddress: options.address,
    ipAddressSource: options.addressSource,
    macAddress: options.macAddress,
    subnetMask: options.subnetMask,
    ipv4Header: { timeToLive: 0x40, flags: { flags: 0b010 }, service: { precedence: 0, type: 0b1000 } },
    primaryPort: 0x26f,
    secondaryPort: 0x298,
    arpControl: { responses: true, gratuitous: false },
    gratuitousArpInterval: 3,
    defaultGateway: options.defaultGateway.address,
    defaultGatewayMac: options.defaultGateway.macAddress,
    backupGateway: options.backupGateway.address,
    backupGatewayMac: options.backupGateway.macAddress,
    community,
    vlan: { enabled: false, id: 0 },
    vlanPriority: 0,
    // Administrator for every suite. Some tools number the nibbles by suite ID, others by entry; equal nibbles suit
    // both.
    cipherSuitePrivileges: new Uint8Array(8).fill(0x44),
    badPasswordThreshold: { onDisable: { generateEvent: false }, attempts: 0, resetInterval: 0, lockoutInterval: 0 },
    destinations: [DESTINATION, ...options.destinations.map(destinationOf)],
  };
}

function destinationOf({ address: ipAddress, acknowledged, timeout, retries }: DestinationOptions): Destination {
  return {
    ...DESTINATION,
    type: { type: { acknowledged, type: 0 }, timeout: Math.round(timeout / 1000) - 1, retries: { count: retries } },
    address: { ...DESTINATION.address, ipAddress },
  };
}
