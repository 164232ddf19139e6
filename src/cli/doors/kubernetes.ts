/** Entries for Metal3 and Tinkerbell: Kubernetes resources, each with its Secret. */
import { bestSuite, hostAndPort, ipmitoolPrivilege, userOf } from "./client-lines.ts";
import { comment, type Entry, type EntryWriter, yaml } from "./entry.ts";
import { kubernetesName, PASSWORD } from "./words.ts";

/** Tinkerbell's reference to a Secret must name its namespace. */
const NAMESPACE = "default";

const ADVICE = `Set ${PASSWORD}.`;

export const bareMetalHosts: EntryWriter = (entries) => {
  const resources = entries.flatMap((entry) => {
    const { secret, name } = credentials(entry);
    const { lan } = entry;
    const privilege = ipmitoolPrivilege(lan);
    const query = privilege === "ADMINISTRATOR" ? "" : `?privilegelevel=${privilege}`;
    const bmc = { address: `ipmi://${hostAndPort(lan)}${query}`, credentialsName: name };
    const head = {
      apiVersion: "metal3.io/v1alpha1",
      kind: "BareMetalHost",
      metadata: { name: kubernetesName(entry.name) },
    };
    return [secret, { ...head, spec: { online: true, bmc } }];
  });
  return `${comment(ADVICE, "Add spec.bootMACAddress, the MAC address of the VM's network card, to each BareMetalHost.")}${documents(resources)}`;
};

export const tinkerbellMachines: EntryWriter = (entries) => {
  const resources = entries.flatMap((entry) => {
    const { secret, name } = credentials(entry);
    const { host, port } = entry.lan;
    const suite = bestSuite(entry.lan);
    const ipmitool = { port, ...(suite !== undefined && { cipherSuite: String(suite) }) };
    const authSecretRef = { name, namespace: NAMESPACE };
    const connection = { host, port, authSecretRef, insecureTLS: true, providerOptions: { ipmitool } };
    const metadata = { name: kubernetesName(entry.name), namespace: NAMESPACE };
    return [
      { ...secret, metadata: authSecretRef },
      { apiVersion: "bmc.tinkerbell.org/v1alpha1", kind: "Machine", metadata, spec: { connection } },
    ];
  });
  return `${comment(ADVICE)}${documents(resources)}`;
};

function credentials({ name, lan }: Entry) {
  const secretName = `${kubernetesName(name)}-bmc`;
  const stringData = { username: userOf(lan), password: PASSWORD };
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: secretName }, type: "Opaque", stringData };
  return { secret, name: secretName };
}

function documents(resources: readonly object[]): string {
  return resources.map(yaml).join("---\n");
}
