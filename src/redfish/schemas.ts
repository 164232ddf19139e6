/** Schemas of the resources (DSP8010, release 2025.4), and the places where DMTF publishes them. */

/** Version by schema. Collections have none. */
const VERSIONS = {
  AccountService: "v1_18_1",
  AttributeRegistry: "v1_4_0",
  Bios: "v1_2_3",
  BootOption: "v1_0_6",
  BootOptionCollection: undefined,
  Certificate: "v1_11_0",
  CertificateCollection: undefined,
  CertificateLocations: "v1_0_4",
  CertificateService: "v1_2_1",
  Chassis: "v1_28_0",
  ChassisCollection: undefined,
  ComputerSystem: "v1_27_0",
  ComputerSystemCollection: undefined,
  Drive: "v1_22_0",
  EnvironmentMetrics: "v1_5_0",
  EthernetInterface: "v1_12_4",
  EthernetInterfaceCollection: undefined,
  Event: "v1_13_0",
  EventDestination: "v1_16_0",
  EventDestinationCollection: undefined,
  EventService: "v1_12_0",
  Fan: "v1_6_0",
  FanCollection: undefined,
  JsonSchemaFile: "v1_1_5",
  JsonSchemaFileCollection: undefined,
  LogEntry: "v1_21_0",
  LogEntryCollection: undefined,
  LogService: "v1_9_0",
  LogServiceCollection: undefined,
  Manager: "v1_24_0",
  ManagerAccount: "v1_14_1",
  ManagerAccountCollection: undefined,
  ManagerCollection: undefined,
  ManagerNetworkProtocol: "v1_12_0",
  Memory: "v1_23_0",
  MemoryCollection: undefined,
  Message: "v1_3_0",
  MessageRegistryFile: "v1_1_5",
  MessageRegistryFileCollection: undefined,
  Power: "v1_7_3",
  PowerSubsystem: "v1_1_3",
  PowerSupply: "v1_6_0",
  PowerSupplyCollection: undefined,
  PowerSupplyMetrics: "v1_2_0",
  Processor: "v1_22_0",
  ProcessorCollection: undefined,
  Role: "v1_3_3",
  RoleCollection: undefined,
  SecureBoot: "v1_1_2",
  Sensor: "v1_12_0",
  SensorCollection: undefined,
  SerialInterface: "v1_3_0",
  SerialInterfaceCollection: undefined,
  ServiceRoot: "v1_20_0",
  Session: "v1_8_0",
  SessionCollection: undefined,
  SessionService: "v1_2_0",
  Settings: "v1_4_0",
  SoftwareInventory: "v1_13_0",
  SoftwareInventoryCollection: undefined,
  Storage: "v1_21_0",
  StorageCollection: undefined,
  Task: "v1_7_4",
  TaskCollection: undefined,
  TaskService: "v1_3_0",
  Thermal: "v1_7_3",
  ThermalMetrics: "v1_3_2",
  ThermalSubsystem: "v1_5_0",
  UpdateService: "v1_17_0",
  VirtualMedia: "v1_6_5",
  VirtualMediaCollection: undefined,
  Volume: "v1_10_2",
  VolumeCollection: undefined,
} as const;

export type Schema = keyof typeof VERSIONS;
export const SCHEMA_NAMES = Object.keys(VERSIONS).filter(isSchema);

/** Folder of DMTF's published schemas. */
export const PUBLISHED = "http://redfish.dmtf.org/schemas/v1";
/** Folder of those that are SNIA's (Swordfish). */
const PUBLISHED_SWORDFISH = "http://redfish.dmtf.org/schemas/swordfish/v1";
const SWORDFISH: readonly string[] = ["Volume", "VolumeCollection"] satisfies readonly Schema[];

export function folderOf(name: string): string {
  return SWORDFISH.includes(name) ? PUBLISHED_SWORDFISH : PUBLISHED;
}

function isSchema(name: string): name is Schema {
  return name in VERSIONS;
}

/** `ComputerSystem.v1_27_0`, or the bare name of a collection. */
export function versioned(schema: Schema): string {
  const version = VERSIONS[schema];
  return version === undefined ? schema : `${schema}.${version}`;
}

/** `#ComputerSystem.v1_27_0.ComputerSystem`, the value of `@odata.type`. */
export function typeOf(schema: Schema): string {
  return `#${versioned(schema)}.${schema}`;
}

/** Returns the address of the JSON schema for a value of `@odata.type`. */
export function schemaAddress(type: string): string {
  const [name = "", version] = type.slice(1).split(".");
  const isVersion = version !== undefined && /^v\d/.test(version);
  return `${folderOf(name)}/${isVersion ? `${name}.${version}` : name}.json`;
}
