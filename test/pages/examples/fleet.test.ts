/** docs/fleet.md: its configurations make the addresses that it says, and its manifests are Kubernetes objects. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { loadConfig } from "../../../src/config/load.ts";
import { fileWith } from "../../support/config/config.ts";
import { complaintsAbout } from "../../support/pages/kubernetes.ts";
import { blocksOf, readPage } from "../../support/pages/page.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const page = readPage("fleet.md");
const [fleet = "", routed = ""] = blocksOf(page, "yaml");

const manifestsIn = (yaml: string) => parseAllDocuments(yaml).map((document) => document.toJS());
const manifestsOf = (name: string) => manifestsIn(readFileSync(resolve(ROOT, "config/kubernetes", name), "utf8"));

describe("a thousand machines on one host", () => {
  const { machines, warnings } = loadConfig(fileWith(fleet));

  test("without a warning, each with a Unix, a TCP and a LAN door", () => {
    expect(warnings).toEqual([]);
    expect(machines).toHaveLength(1000);
    expect(machines[999]).toMatchObject({
      name: "vm0999",
      listen: ["unix:/run/extern-bmc-fleet/vm0999.sock", "tcp:127.0.0.1:20999"],
      lan: { listen: "udp:127.0.0.1:21999" },
    });
  });

  test("no two have a GUID or a MAC address in common", () => {
    expect(new Set(machines.map(({ guid }) => String(guid))).size).toBe(1000);
    expect(new Set(machines.map(({ lan }) => String(lan.macAddress))).size).toBe(1000);
  });

  test("LAN doors at addresses of their own stay within the byte that each range of machines has", () => {
    const { machines: own, warnings: none } = loadConfig(fileWith(routed));
    expect(none).toEqual([]);
    const doors = own.map(({ lan }) => lan.listen);
    expect(new Set(doors).size).toBe(1000);
    expect([doors[0], doors[249], doors[250], doors[999]]).toEqual([
      "udp:10.20.0.1:623",
      "udp:10.20.0.250:623",
      "udp:10.20.1.1:623",
      "udp:10.20.3.250:623",
    ]);
  });
});

describe("Kubernetes", () => {
  const all = manifestsOf("bmcs.yaml");
  const [set, ...others] = all;
  const pod = set.spec.template.spec;
  const [container] = pod.containers;

  /** The page's commands, with a kubectl that prints the manifests it is given. */
  const services = () => {
    const [, loop = ""] = blocksOf(page, "sh").filter((block) => block.includes("kubectl"));
    expect(loop).toContain("service.yaml");
    return manifestsIn(execFileSync("sh", ["-c", `kubectl() { cat; }\n${loop}`], { cwd: ROOT, encoding: "utf8" }));
  };

  test.each(all)("its schema accepts $kind $metadata.name, and knows every key", async (manifest) => {
    expect(await complaintsAbout(manifest)).toEqual([]);
  });

  test("the page's command makes a Service for each pod, and the schema accepts it", async () => {
    const made = services();
    expect(made.map(({ metadata, spec }) => [metadata.name, spec.selector])).toEqual(
      Array.from({ length: set.spec.replicas }, (_, index) => {
        const name = `${set.metadata.name}-${index}`;
        return [name, { "statefulset.kubernetes.io/pod-name": name }];
      }),
    );
    for (const each of made) expect(await complaintsAbout(each)).toEqual([]);
  });

  test("Services and the policy lead to ports of the container, and to its labels", () => {
    const ports = container.ports.map(({ name, protocol = "TCP" }: Port) => `${name} ${protocol}`);
    const [headless, policy] = others;
    for (const { spec } of [headless, ...services()]) {
      for (const { targetPort, protocol = "TCP" } of spec.ports) expect(ports).toContain(`${targetPort} ${protocol}`);
    }
    for (const { port, protocol = "TCP" } of policy.spec.ingress[0].ports)
      expect(ports).toContain(`${port} ${protocol}`);
    const { labels } = set.spec.template.metadata;
    expect([set.spec.selector, policy.spec.podSelector]).toEqual([{ matchLabels: labels }, { matchLabels: labels }]);
    expect([set.spec.serviceName, headless.spec.selector]).toEqual([headless.metadata.name, labels]);
  });

  test("the variables are settings of the image, and the ports those of its doors", () => {
    const given: Record<string, string> = { EXTERN_BMC_NAME: "bmc-0", EXTERN_BMC_USERS_ACCOUNTS: accountsOfPage() };
    const env = Object.fromEntries(
      container.env.map(({ name, value }: { name: string; value?: string }) => [name, value ?? given[name]]),
    );
    const { machines, http, state } = loadConfig(resolve(ROOT, "config/container.yaml"), env);
    const port = (name: string) => container.ports.find((each: Port) => each.name === name).containerPort;
    expect(machines).toMatchObject([
      {
        name: "bmc-0",
        listen: [`tcp:0.0.0.0:${port("qemu")}`],
        lan: { listen: `udp:0.0.0.0:${port("ipmi")}` },
        users: { accounts: [{ id: 2, name: "admin" }] },
      },
    ]);
    expect(http.listen).toBe(`0.0.0.0:${port("http")}`);
    expect(state.directory).toMatch(new RegExp(`^${container.volumeMounts[0].mountPath}/`));
  });

  test("the user and the times of the probes are the Dockerfile's", () => {
    const dockerfile = readFileSync(resolve(ROOT, "Dockerfile"), "utf8");
    const { runAsUser, runAsGroup, fsGroup } = pod.securityContext;
    expect(dockerfile).toContain(`\nUSER ${runAsUser}:${runAsGroup}\n`);
    expect(fsGroup).toBe(runAsGroup);
    const { initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold } = container.livenessProbe;
    expect(dockerfile).toContain(
      `--interval=${periodSeconds}s --timeout=${timeoutSeconds}s --start-period=${initialDelaySeconds}s --retries=${failureThreshold}`,
    );
  });

  test.each([
    ["a key that does not exist", { spec: { ports: [{ port: 1 }], selectr: {} } }, "/spec/selectr: not in the schema"],
    ["a value of another type", { spec: { ports: [{ port: "one" }] } }, '/spec/ports/0/port: type {"type":"integer"}'],
  ])("the check finds %s", async (_title, wrong, complaint) => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "bmc-0" }, ...wrong };
    expect(await complaintsAbout(service)).toEqual([complaint]);
  });
});

interface Port {
  readonly name: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

/** The users in the page's Secret. */
function accountsOfPage(): string {
  const [, accounts = ""] = /--from-literal='accounts=(.*)'/.exec(page) ?? [];
  expect(parse(accounts)).toHaveLength(1);
  return accounts;
}
