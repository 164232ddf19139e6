/** Settings of a BMC or of a satellite controller. */
import type { InterfaceKind } from "../ipmi/channel.ts";
import type { BiosAttributes } from "./bios.ts";
import type { BootDevice } from "./chassis/boot-device.ts";
import type { ChassisOptions } from "./chassis/chassis.ts";
import type { DcmiOptions } from "./dcmi/dcmi.ts";
import type { DeviceIdentity } from "./device-identity.ts";
import type { EntityAssociationOptions } from "./entity-associations.ts";
import type { FruOptions } from "./fru.ts";
import type { Hardware } from "./hardware.ts";
import type { IpmbOptions } from "./ipmb.ts";
import type { LanOptions } from "./lan/lan-options.ts";
import type { ControllerLocatorOptions, DeviceLocatorOptions } from "./locator-records.ts";
import type { ManufacturingTestOptions } from "./manufacturing-test.ts";
import type { OemStateOptions } from "./oem-state.ts";
import type { PefOptions } from "./pef/pef-configuration.ts";
import type { PrivateBusOptions } from "./private-bus.ts";
import type { SdrRepositoryOptions } from "./sdr-repository.ts";
import type { SelOptions } from "./sel.ts";
import type { SensorOptions } from "./sensors/options.ts";
import type { SystemInfoOptions } from "./system-info.ts";
import type { UsersOptions } from "./users.ts";

/** The result of the self test (§20.4). */
export interface SelfTest {
  readonly result: "passed" | "notImplemented" | "corrupted" | "fatal";
  /** The second result byte: a bit mask when corrupted, the manufacturer's own code when fatal. */
  readonly detail: number;
}

export interface BmcOptions {
  /** The name in the BMC's locator record. */
  readonly name: string;
  /** Slave address on the IPMB, 8 bits. Defaults to 20h. */
  readonly address?: number;
  readonly device: DeviceIdentity;
  /** RFC 4122 text. */
  readonly guid: string;
  /** RFC 4122 text. */
  readonly systemGuid: string;
  readonly selfTest: SelfTest;
  readonly manufacturingTest: ManufacturingTestOptions;
  /** The primary system interface, channel Fh. */
  readonly systemInterface: InterfaceKind;
  /** Kinds of system interface that the machine has besides the primary one. Defaults to none. */
  readonly otherInterfaces?: Iterable<InterfaceKind>;
  readonly systemInfo: SystemInfoOptions;
  readonly chassis: ChassisOptions;
  readonly hardware: Hardware;
  /** Firmware settings for Redfish. Without `secureBoot` the machine has no Secure Boot. */
  readonly bios: {
    readonly attributes: BiosAttributes;
    readonly secureBoot?: boolean | undefined;
    readonly bootOrder: readonly BootDevice[];
  };
  readonly lan: LanOptions;
  readonly dcmi: DcmiOptions;
  readonly pef: PefOptions;
  readonly oemState: OemStateOptions;
  readonly users: UsersOptions;
  readonly sel: SelOptions;
  readonly ipmb: IpmbOptions;
  readonly privateBuses: PrivateBusOptions;
  readonly sdrRepository: SdrRepositoryOptions & {
    /** Whether the repository starts with the controller's own locator records. */
    readonly ownRecords: boolean;
  };
  readonly locator: ControllerLocatorOptions;
  readonly deviceLocators: readonly DeviceLocatorOptions[];
  readonly entityAssociations: readonly EntityAssociationOptions[];
  /** SDRs that the repository also starts with. */
  readonly sdrs: readonly Uint8Array[];
  readonly frus: readonly FruOptions[];
  /** The configured sensors; the BMC adds the watchdog's. */
  readonly sensors: readonly SensorOptions[];
}
