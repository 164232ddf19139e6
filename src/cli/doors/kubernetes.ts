/** Entries for Metal3 and Tinkerbell: Kubernetes resources, each with its Secret. */

import type { LanDoor } from "../../control/calls/doors.ts";
import { bestSuite, hostAndPort, ipmitoolPrivilege, userOf } from "./client-lines.ts";
import { comment, type EntryWriter, type RedfishEntryWriter, yaml } from "./entry.ts";
import { kubernetesName, PASSWORD } from "./words.ts";

/** Tinkerbell's reference to a Secret must name its namespace. */
const NAMESPACE = "default";

const ADVICE = `Set ${PASSWORD}.`;
const MAC_ADVICE = "Add spec.bootMACAddress, the MAC address of the VM's network card, to each BareMetalHost.";

export const bareMetalHosts: EntryWriter = (entries) => {
  const resources = entries.flatMap((entry) => {
    const { lan } = entry;
    const { secret, name } = credentials(entry.name, lan);
    const privilege = ipmitoolPrivilege(lan);
    const query = privilege === "ADMINISTRATOR" ? "" : `?privilegelevel=${privilege}`;
    const bmc = { address: `ipmi://${hostAndPort(lan)}${query}`, credentialsName: name };
    return [secret, hostOf(entry.name, bmc)];
  });
  return `${comment(ADVICE, MAC_ADVICE)}${documents(resources)}`;
};

/** Uses virtual media where the machine has drives; otherwise the host boots from the network. */
export const redfishBareMetalHosts: RedfishEntryWriter = (entries) => {
  const resources = entries.flatMap(({ name, redfish }) => {
    const { secret, name: credentialsName } = credentials(name, redfish);
    const { protocol, host } = new URL(redfish.url);
    const isPlain = protocol === "http:";
    const scheme = `redfish${redfish.media ? "-virtualmedia" : ""}${isPlain ? "+http" : ""}`;
    const bmc = { address: `${scheme}://${host}${redfish.system}`, credentialsName };
    return [secret, hostOf(name, isPlain ? bmc : { ...bmc, disableCertificateVerification: true })];
  });
  return `${comment(ADVICE, MAC_ADVICE)}${documents(resources)}`;
};

function hostOf(name: string, bmc: object) {
  const metadata = { name: kubernetesName(name) };
  return { apiVersion: "metal3.io/v1alpha1", kind: "BareMetalHost", metadata, spec: { online: true, bmc } };
}

export const tinkerbellMachines: EntryWriter = (entries) => {
  const resources = entries.flatMap((entry) => {
    const { host, port } = entry.lan;
    const suite = bestSuite(entry.lan);
    const ipmitool = { port, ...(suite !== undefined && { cipherSuite: String(suite) }) };
    return machineOf(entry.name, entry.lan, { host, port }, { ipmitool });
  });
  return `${comment(ADVICE)}${documents(resources)}`;
};

/** Rufio speaks https alone. It finds a system among several by its Name, which is that of the machine. */
export const redfishTinkerbellMachines: RedfishEntryWriter = (entries) => {
  const plain = entries.filter(({ redfish }) => redfish.url.startsWith("http:")).map(({ name }) => name);
  const advice = plain.length > 0 ? [`Rufio speaks https; give an https: door to ${plain.join(", ")}.`] : [];
  const resources = entries.flatMap(({ name, redfish }) => {
    const { hostname, port: text, protocol } = new URL(redfish.url);
    const port = Number(text || (protocol === "http:" ? 80 : 443));
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const among = redfish.system.endsWith(`/${name}`) && { systemName: name };
    return machineOf(name, redfish, { host, port }, { redfish: { port, ...among } });
  });
  return `${comment(ADVICE, ...advice)}${documents(resources)}`;
};

function machineOf(name: string, users: Users, place: { host: string; port: number }, providerOptions: object) {
  const { secret, name: secretName } = credentials(name, users);
  const authSecretRef = { name: secretName, namespace: NAMESPACE };
  const connection = { ...place, authSecretRef, insecureTLS: true, providerOptions };
  const metadata = { name: kubernetesName(name), namespace: NAMESPACE };
  return [
    { ...secret, metadata: authSecretRef },
    { apiVersion: "bmc.tinkerbell.org/v1alpha1", kind: "Machine", metadata, spec: { connection } },
  ];
}

type Users = Pick<LanDoor, "users">;

function credentials(name: string, users: Users) {
  const secretName = `${kubernetesName(name)}-bmc`;
  const stringData = { username: userOf(users), password: PASSWORD };
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: secretName }, type: "Opaque", stringData };
  return { secret, name: secretName };
}

function documents(resources: readonly object[]): string {
  return resources.map(yaml).join("---\n");
}
