/** Entries for conserver, powerman and prometheus-ipmi-exporter. */
import { bestSuite, freeIpmiOptions, freeIpmiPrivilege, hostAndPort, ipmitoolOptions, userOf } from "./client-lines.ts";
import { comment, type EntryWriter, yaml } from "./entry.ts";
import { PASSWORD, quoted, shellWord } from "./words.ts";

/** Consoles for conserver.cf. */
export const conserverConsoles: EntryWriter = (entries) => {
  const consoles = entries
    .filter(({ hasSerialPort, lan }) => hasSerialPort && bestSuite(lan) !== undefined)
    .map(({ name, lan }) => {
      const command = ["ipmitool", ...ipmitoolOptions(lan), "-E", "sol", "activate"].map(shellWord).join(" ");
      return `console ${quoted(name)} {\n  master localhost;\n  type exec;\n  exec ${quoted(command)};\n}\n`;
    });
  return `${comment("ipmitool takes the password from conserver's variable IPMI_PASSWORD.")}${consoles.join("")}`;
};

/** Devices for powerman.conf. ipmipower calls a BMC by its host, without the port. */
export const powermanDevices: EntryWriter = (entries) => {
  const devices = entries.map(({ name, lan }) => {
    const command = ["/usr/sbin/ipmipower", ...freeIpmiOptions(lan), "-p", PASSWORD].map(shellWord).join(" ");
    return (
      `device ${quoted(name)} "ipmipower" ${quoted(`${command} |&`)}\n` +
      `node ${quoted(name)} ${quoted(name)} ${quoted(lan.host)}\n`
    );
  });
  return `${comment(`Set ${PASSWORD}.`)}include "/etc/powerman/ipmipower.dev"\n${devices.join("")}`;
};

/** Modules for the configuration of prometheus-ipmi-exporter: one for each machine. */
export const exporterModules: EntryWriter = (entries) => {
  const modules = entries.map(({ name, lan }) => {
    const suite = bestSuite(lan);
    const collectors = ["bmc", "ipmi", "chassis", "dcmi", "sel"];
    // FreeIPMI's default is suite 3, and the exporter has no setting for it or for K_G.
    const isDefault = suite === undefined || lan.cipherSuites.includes(3);
    const args = [...(isDefault ? [] : [`--cipher-suite-id=${suite}`]), ...(lan.kg ? ["--k-g=K_G"] : [])];
    const module = {
      user: userOf(lan),
      pass: PASSWORD,
      driver: suite === undefined ? "LAN" : "LAN_2_0",
      privilege: freeIpmiPrivilege(lan).toLowerCase(),
      timeout: 10_000,
      collectors,
      ...(args.length > 0 && { custom_args: Object.fromEntries(collectors.map((each) => [each, args])) }),
    };
    return [name, module];
  });
  const targets = entries.map(({ name, lan }) => `/ipmi?target=${hostAndPort(lan)}&module=${encodeURIComponent(name)}`);
  const advice = comment(`Set ${PASSWORD}. Prometheus scrapes:`, ...targets);
  return `${advice}${yaml({ modules: Object.fromEntries(modules) })}`;
};
