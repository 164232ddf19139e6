/** Entries for other programs. test/e2e/doors.test.ts gives them to those that Debian has. */
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { consumers, redfishConsumers } from "../../../src/cli/doors/consumers.ts";
import type { Entry, RedfishEntry } from "../../../src/cli/doors/entry.ts";

const ENTRY: Entry = {
  name: "Rack_1",
  lan: {
    ...{ host: "192.0.2.7", port: 6230, channel: 1, cipherSuites: [3, 17], authenticationTypes: ["md5"], kg: false },
    users: [{ id: 2, name: "admin", privilege: "administrator" }],
  },
  hasSerialPort: true,
};
/** An operator, a key, and neither suite 3 nor a serial port. */
const OTHER: Entry = {
  name: "on",
  lan: { ...ENTRY.lan, port: 623, cipherSuites: [17], kg: true, users: [{ id: 3, name: "op", privilege: "operator" }] },
  hasSerialPort: false,
};
const BOTH = [ENTRY, OTHER];

const documents = (text: string): unknown[] =>
  parseAllDocuments(text).map((each) => {
    if (!("errors" in each)) throw new Error("no document");
    expect(each.errors).toEqual([]);
    return each.toJS() as unknown;
  });

test("BareMetalHost: each with its Secret, names as Kubernetes takes them", () => {
  const [secret, host, , other] = documents(consumers.baremetalhost(BOTH));
  expect(secret).toMatchObject({
    kind: "Secret",
    metadata: { name: "rack-1-bmc" },
    stringData: { username: "admin", password: "PASSWORD" },
  });
  expect(host).toEqual({
    apiVersion: "metal3.io/v1alpha1",
    kind: "BareMetalHost",
    metadata: { name: "rack-1" },
    spec: { online: true, bmc: { address: "ipmi://192.0.2.7:6230", credentialsName: "rack-1-bmc" } },
  });
  expect(other).toMatchObject({ spec: { bmc: { address: "ipmi://192.0.2.7:623?privilegelevel=OPERATOR" } } });
});

test("Tinkerbell: the port and the suite are ipmitool's options, too", () => {
  const [secret, machine] = documents(consumers.tinkerbell([ENTRY]));
  expect(secret).toMatchObject({ metadata: { name: "rack-1-bmc", namespace: "default" } });
  expect(machine).toEqual({
    apiVersion: "bmc.tinkerbell.org/v1alpha1",
    kind: "Machine",
    metadata: { name: "rack-1", namespace: "default" },
    spec: {
      connection: {
        ...{ host: "192.0.2.7", port: 6230, insecureTLS: true },
        authSecretRef: { name: "rack-1-bmc", namespace: "default" },
        providerOptions: { ipmitool: { port: 6230, cipherSuite: "17" } },
      },
    },
  });
});

test("Ironic: values are text, as its API has them", () => {
  const { nodes } = parse(consumers.ironic(BOTH)) as { nodes: { name: string; driver_info: object }[] };
  expect(nodes.map(({ driver_info }) => driver_info)).toEqual([
    {
      ...{ ipmi_address: "192.0.2.7", ipmi_port: "6230", ipmi_username: "admin", ipmi_password: "PASSWORD" },
      ...{ ipmi_priv_level: "ADMINISTRATOR", ipmi_protocol_version: "2.0", ipmi_cipher_suite: "17" },
    },
    {
      ...{ ipmi_address: "192.0.2.7", ipmi_port: "623", ipmi_username: "op", ipmi_password: "PASSWORD" },
      ...{ ipmi_priv_level: "OPERATOR", ipmi_protocol_version: "2.0", ipmi_cipher_suite: "17", ipmi_hex_kg_key: "K_G" },
    },
  ]);
  // Not the boolean of YAML 1.1.
  expect(consumers.ironic([OTHER])).toContain('name: "on"');
});

test("MAAS: a command line for each machine, and advice if the port is not 623", () => {
  const [setting, port, line, other] = consumers.maas(BOTH).split("\n");
  expect(setting).toContain("Set PROFILE, PASSWORD and MAC");
  expect(port).toBe(
    "# MAAS has no setting for the port and uses 623, but Rack_1 has 6230. Give each machine an address of its own.",
  );
  expect(line).toMatch(/^maas PROFILE machines create hostname=Rack_1 .* power_type=ipmi 'power_parameters=\{.*\}'$/);
  expect(JSON.parse(/'power_parameters=(.*)'/.exec(other ?? "")?.[1] ?? "")).toEqual({
    ...{ power_address: "192.0.2.7", power_driver: "LAN_2_0", power_user: "op", power_pass: "PASSWORD" },
    ...{ privilege_level: "OPERATOR", cipher_suite_id: "17", k_g: "K_G" },
  });
});

test("Omni: a resource for each machine", () => {
  const [resource] = documents(consumers.omni([ENTRY]));
  expect(resource).toEqual({
    metadata: { namespace: "default", type: "InfraMachineBMCConfigs.omni.sidero.dev", id: "ID-OF-Rack_1" },
    spec: { ipmi: { address: "192.0.2.7", port: 6230, username: "admin", password: "PASSWORD" } },
  });
});

test("Ansible: an inventory without a secret", () => {
  expect(parse(consumers.ansible(BOTH))).toMatchObject({
    bmcs: {
      hosts: {
        Rack_1: { bmc_host: "192.0.2.7", bmc_port: 6230, bmc_user: "admin" },
        on: { bmc_key: "{{ lookup('env', 'IPMI_KGKEY') }}" },
      },
      vars: { bmc_password: "{{ lookup('env', 'IPMI_PASSWORD') }}" },
    },
  });
});

test("conserver: consoles of the machines that have a serial port", () => {
  const text = consumers.conserver(BOTH);
  expect(text.match(/^console .*$/gm)).toEqual(['console "Rack_1" {']);
  expect(text).toContain('  exec "ipmitool -I lanplus -H 192.0.2.7 -p 6230 -U admin -E sol activate";\n');
});

test("powerman: a device for each machine, whose plug is the host", () => {
  expect(consumers.powerman(BOTH).split("\n")).toEqual([
    "# Set PASSWORD.",
    'include "/etc/powerman/ipmipower.dev"',
    'device "Rack_1" "ipmipower" "/usr/sbin/ipmipower -D LAN_2_0 -h 192.0.2.7:6230 -u admin -l ADMIN -p PASSWORD |&"',
    'node "Rack_1" "Rack_1" "192.0.2.7"',
    'device "on" "ipmipower" "/usr/sbin/ipmipower -D LAN_2_0 -h 192.0.2.7:623 -u op -I 17 -l OPERATOR -k K_G -p PASSWORD |&"',
    'node "on" "on" "192.0.2.7"',
    "",
  ]);
});

test("prometheus-ipmi-exporter: a module for each machine, and the paths to scrape", () => {
  const text = consumers["prometheus-ipmi-exporter"](BOTH);
  expect(text).toContain("# /ipmi?target=192.0.2.7:6230&module=Rack_1\n");
  const { modules } = parse(text) as { modules: Record<string, object> };
  expect(modules["Rack_1"]).toMatchObject({ user: "admin", driver: "LAN_2_0", privilege: "admin" });
  expect(modules["on"]).toMatchObject({ custom_args: { sel: ["--cipher-suite-id=17", "--k-g=K_G"] } });
});

const users = [{ id: 2, name: "admin", privilege: "administrator" }];
/** One with its own port and a drive, and one at the port of all machines. */
const BY_REDFISH: readonly RedfishEntry[] = [
  {
    name: "Rack_1",
    redfish: { url: "https://192.0.2.7:8443", system: "/redfish/v1/Systems/1", media: true, users },
  },
  { name: "vm1", redfish: { url: "http://[::1]:8000", system: "/redfish/v1/Systems/vm1", media: false, users } },
];

test("BareMetalHost by Redfish: virtual media where there are drives, plain HTTP by its name", () => {
  const [secret, host, , other] = documents(redfishConsumers.baremetalhost?.(BY_REDFISH) ?? "");
  expect(secret).toMatchObject({ stringData: { username: "admin", password: "PASSWORD" } });
  expect(host).toMatchObject({
    kind: "BareMetalHost",
    spec: {
      bmc: {
        address: "redfish-virtualmedia://192.0.2.7:8443/redfish/v1/Systems/1",
        credentialsName: "rack-1-bmc",
        disableCertificateVerification: true,
      },
    },
  });
  expect(other).toMatchObject({
    spec: { bmc: { address: "redfish+http://[::1]:8000/redfish/v1/Systems/vm1", credentialsName: "vm1-bmc" } },
  });
});

test("Tinkerbell by Redfish: the port, and the name of the system", () => {
  const text = redfishConsumers.tinkerbell?.(BY_REDFISH) ?? "";
  expect(text).toContain("# Rufio speaks https; give an https: door to vm1.\n");
  const [, machine, , other] = documents(text);
  expect(machine).toMatchObject({
    spec: {
      connection: {
        ...{ host: "192.0.2.7", port: 8443, insecureTLS: true },
        providerOptions: { redfish: { port: 8443 } },
      },
    },
  });
  expect(other).toMatchObject({
    spec: { connection: { host: "::1", port: 8000, providerOptions: { redfish: { port: 8000, systemName: "vm1" } } } },
  });
});

test("Ironic by Redfish: address and system, virtual media where there are drives", () => {
  const { nodes } = parse(redfishConsumers.ironic?.(BY_REDFISH) ?? "") as { nodes: readonly object[] };
  expect(nodes).toEqual([
    {
      ...{ name: "Rack_1", driver: "redfish", boot_interface: "redfish-virtual-media" },
      driver_info: {
        ...{ redfish_address: "https://192.0.2.7:8443", redfish_system_id: "/redfish/v1/Systems/1" },
        ...{ redfish_username: "admin", redfish_password: "PASSWORD", redfish_verify_ca: "False" },
      },
    },
    {
      ...{ name: "vm1", driver: "redfish" },
      driver_info: {
        ...{ redfish_address: "http://[::1]:8000", redfish_system_id: "/redfish/v1/Systems/vm1" },
        ...{ redfish_username: "admin", redfish_password: "PASSWORD" },
      },
    },
  ]);
});

test("MAAS by Redfish: the node ID is that of the system", () => {
  const [, line, other] = (redfishConsumers.maas?.(BY_REDFISH) ?? "").split("\n");
  expect(line).toContain(" power_type=redfish ");
  expect(JSON.parse(/'power_parameters=(.*)'/.exec(other ?? "")?.[1] ?? "")).toEqual({
    ...{ power_address: "http://[::1]:8000", power_user: "admin", power_pass: "PASSWORD", node_id: "vm1" },
  });
});
