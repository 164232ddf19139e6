/** The compared LAN servers, each in its own process on the servers' core. Their user is admin, with the password secret. */
import { startTestDaemon } from "../test/support/daemon/daemon.ts";
import { startIpmiSim } from "../test/support/peers/ipmi-sim.ts";
import { pin, SERVER_CORE } from "./cores.ts";

export const ADMIN = { id: 2, name: "admin", password: "secret" } as const;

export interface LanServer {
  readonly name: "extern-bmc" | "ipmi_sim";
  readonly pid: number;
  /** UDP port on 127.0.0.1. */
  readonly port: number;
  /** Cipher suites to measure. */
  readonly suites: readonly number[];
}

export interface LanServers {
  readonly all: readonly LanServer[];
  stop(): Promise<unknown>;
}

export async function startLanServers(): Promise<LanServers> {
  const config = JSON.stringify({ listen: [], lan: { listen: "udp:127.0.0.1:0" }, users: { accounts: [ADMIN] } });
  const daemon = await startTestDaemon({ config });
  const sim = await startIpmiSim({ lan: true, admin: true });
  const port = Number(daemon.address("udp:").split(":").at(-1));
  const all = [
    { name: "extern-bmc", pid: daemon.process.pid ?? 0, port, suites: [3, 17] },
    // It has no suite 17.
    { name: "ipmi_sim", pid: sim.pid, port: sim.port, suites: [3] },
  ] as const;
  for (const { pid } of all) pin(pid, SERVER_CORE);
  return { all, stop: () => Promise.all([daemon.stop(), sim.stop()]) };
}
