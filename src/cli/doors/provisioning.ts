/** Entries for Ironic, MAAS, Omni and Ansible. */
import { bestSuite, freeIpmiPrivilege, ipmitoolPrivilege, userOf } from "./client-lines.ts";
import { comment, type Entry, type EntryWriter, type RedfishEntryWriter, yaml } from "./entry.ts";
import { PASSWORD, shellWord } from "./words.ts";

/** The port that MAAS always uses. */
const RMCP_PORT = 623;

const PORTS_ADVICE = `Set ${PASSWORD}. Add ports with the MAC addresses of the VM's network cards.`;
const MAAS_ADVICE = `Set PROFILE, ${PASSWORD} and MAC, the MAC address of the VM's network card.`;

/** A file for `openstack baremetal create`. */
export const ironicNodes: EntryWriter = (entries) => {
  const nodes = entries.map(({ name, lan }) => {
    const suite = bestSuite(lan);
    return {
      name,
      driver: "ipmi",
      driver_info: {
        ipmi_address: lan.host,
        ipmi_port: String(lan.port),
        ipmi_username: userOf(lan),
        ipmi_password: PASSWORD,
        ipmi_priv_level: ipmitoolPrivilege(lan),
        ipmi_protocol_version: suite === undefined ? "1.5" : "2.0",
        ...(suite !== undefined && { ipmi_cipher_suite: String(suite) }),
        ...(lan.kg && { ipmi_hex_kg_key: "K_G" }),
      },
    };
  });
  const kg = entries.some(({ lan }) => lan.kg) ? ["K_G is 40 hex digits."] : [];
  return `${comment(PORTS_ADVICE, ...kg)}${yaml({ nodes })}`;
};

/** Uses virtual media where the machine has drives; otherwise the node boots from the network. */
export const redfishIronicNodes: RedfishEntryWriter = (entries) => {
  const nodes = entries.map(({ name, redfish }) => ({
    name,
    driver: "redfish",
    ...(redfish.media && { boot_interface: "redfish-virtual-media" }),
    driver_info: {
      redfish_address: redfish.url,
      redfish_system_id: redfish.system,
      redfish_username: userOf(redfish),
      redfish_password: PASSWORD,
      // Doors without redfish.tls have a certificate that no authority signed.
      ...(redfish.url.startsWith("https:") && { redfish_verify_ca: "False" }),
    },
  }));
  return `${comment(PORTS_ADVICE)}${yaml({ nodes })}`;
};

/** Command lines of the `maas` program. */
export const maasMachines: EntryWriter = (entries) => {
  const lines = entries.map(({ name, lan }) => {
    const suite = bestSuite(lan);
    const parameters = {
      power_address: lan.host,
      power_driver: suite === undefined ? "LAN" : "LAN_2_0",
      power_user: userOf(lan),
      power_pass: PASSWORD,
      privilege_level: freeIpmiPrivilege(lan),
      ...(suite !== undefined && { cipher_suite_id: String(suite) }),
      ...(lan.kg && { k_g: "K_G" }),
    };
    return maasLine(name, "ipmi", parameters);
  });
  return `${comment(MAAS_ADVICE, ...portAdvice(entries))}${lines.join("")}`;
};

/** The node ID is that of the system: MAAS would take the first of a service with several. */
export const redfishMaasMachines: RedfishEntryWriter = (entries) => {
  const lines = entries.map(({ name, redfish }) => {
    const node = { node_id: redfish.system.replace(/^.*\//, "") };
    const parameters = { power_address: redfish.url, power_user: userOf(redfish), power_pass: PASSWORD, ...node };
    return maasLine(name, "redfish", parameters);
  });
  return `${comment(MAAS_ADVICE)}${lines.join("")}`;
};

function maasLine(name: string, powerType: string, parameters: object): string {
  const words = [
    ...["maas", "PROFILE", "machines", "create", `hostname=${name}`, "architecture=amd64/generic"],
    ...["mac_addresses=MAC", `power_type=${powerType}`, `power_parameters=${JSON.stringify(parameters)}`],
  ];
  return `${words.map(shellWord).join(" ")}\n`;
}

/** MAAS has no setting for the port. */
function portAdvice(entries: readonly Entry[]): readonly string[] {
  const others = entries.filter(({ lan }) => lan.port !== RMCP_PORT);
  if (others.length === 0) return [];
  const doors = others.map(({ name, lan }) => `${name} has ${lan.port}`).join(", ");
  return [
    `MAAS has no setting for the port and uses ${RMCP_PORT}, but ${doors}. Give each machine an address of its own.`,
  ];
}

/** Resources for `omnictl apply`. */
export const omniConfigs: EntryWriter = (entries) => {
  const resources = entries.map(({ name, lan: { host: address, port }, lan }) => {
    const metadata = { namespace: "default", type: "InfraMachineBMCConfigs.omni.sidero.dev", id: `ID-OF-${name}` };
    const ipmi = { address, port, username: userOf(lan), password: PASSWORD };
    return yaml({ metadata, spec: { ipmi } });
  });
  const advice = comment(`Set ${PASSWORD}, and each id: the machine's UUID, which QEMU's -uuid sets.`);
  return `${advice}${resources.join("---\n")}`;
};

/** An inventory. Its names are those that the modules community.general.ipmi_power and ipmi_boot are given. */
export const ansibleInventory: EntryWriter = (entries) => {
  const hosts = entries.map(({ name, lan }) => [
    name,
    {
      bmc_host: lan.host,
      bmc_port: lan.port,
      bmc_user: userOf(lan),
      ...(lan.kg && { bmc_key: "{{ lookup('env', 'IPMI_KGKEY') }}" }),
    },
  ]);
  const vars = { ansible_connection: "local", bmc_password: "{{ lookup('env', 'IPMI_PASSWORD') }}" };
  const advice = comment("The password comes from the variable IPMI_PASSWORD.");
  return `${advice}${yaml({ bmcs: { hosts: Object.fromEntries(hosts), vars } })}`;
};
