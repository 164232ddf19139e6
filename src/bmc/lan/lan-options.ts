/** Settings of the LAN channel, most of which are start values of its parameters (IPMI table 23-4). */
import type { StartAccess } from "../channels.ts";
import type { Ipv6Options } from "./ipv6-values.ts";
import type { AuthenticationTypes, LanValues } from "./lan-values.ts";
import type { SessionsOptions } from "./sessions.ts";

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
  /** Start values of Set Channel Access. */
  readonly access: StartAccess;
  readonly authenticationTypes: readonly (keyof AuthenticationTypes)[];
  /** Parameter 2 where it differs: by default each level but OEM has `authenticationTypes`. */
  readonly authenticationEnables: {
    readonly [Level in keyof LanValues["authenticationEnables"]]?: readonly (keyof AuthenticationTypes)[] | undefined;
  };
  /** Up to 16 IDs. */
  readonly cipherSuites: readonly number[];
  /** Privilege limits by the suites' places, 0 for unused. Omitted ones are administrator. */
  readonly cipherSuitePrivileges: readonly number[];
  /** Times in milliseconds, in steps of 10 s. */
  readonly badPassword: {
    readonly threshold: number;
    readonly logEvent: boolean;
    readonly resetInterval: number;
    readonly lockoutInterval: number;
  };
  readonly ipHeader: {
    readonly timeToLive: number;
    readonly flags: number;
    readonly precedence: number;
    readonly serviceType: number;
  };
  /** `interval`: in milliseconds, in steps of 500 ms. */
  readonly arp: { readonly responses: boolean; readonly gratuitous: boolean; readonly interval: number };
  readonly vlan: { readonly enabled: boolean; readonly id: number; readonly priority: number };
  readonly ipv6: Ipv6Options;
  /** K_G, 20 bytes. Absent: not set. */
  readonly kg?: Uint8Array | undefined;
  /** Address and port that clients are told, if a forwarder stands in front of the door. */
  readonly advertise: { readonly address?: Uint8Array | undefined; readonly port?: number | undefined };
  /** UDP port of trap receivers, and an address that gets every trap in place of the destinations. */
  readonly alerts: { readonly port: number; readonly address?: Uint8Array | undefined };
  readonly sessions: SessionsOptions;
  /** Whether a set-up with an unknown user name is refused as such, before it proves a password. */
  readonly revealUserNames: boolean;
  /** Whether an abandoned set-up counts as a bad password. */
  readonly countAbandonedLogins: boolean;
}
