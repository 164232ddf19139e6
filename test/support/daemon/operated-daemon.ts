/** A daemon in this process with its control socket, as serve has them. */
import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { configSchema, type MachineConfig } from "../../../src/config/schema/schema.ts";
import { type Control, connect } from "../../../src/control/client.ts";
import { openControl } from "../../../src/control/server.ts";
import { Daemon } from "../../../src/daemon/daemon.ts";
import { controlled } from "../../../src/service/control-door.ts";
import { hex } from "../bytes/hex.ts";
import { VmExchange } from "../doors/vm-exchange.ts";
import { temporaryDirectory } from "./control-server.ts";

export const silent = pino({ level: "silent" });

/** On any port, with these settings of the configuration. */
export function machineConfig(name: string, settings: Readonly<Record<string, unknown>> = {}): MachineConfig {
  return configSchema.parse({ name, listen: ["tcp:127.0.0.1:0"], ...settings });
}

export interface Operated {
  readonly daemon: Daemon;
  readonly control: Control;
}

/** Both are closed after the test. `settings`: of the daemon. */
export async function operatedDaemon(
  names: readonly string[],
  settings: Readonly<Record<string, unknown>> = {},
  daemon: Daemon = new Daemon(silent),
): Promise<Operated> {
  onTestFinished(() => daemon.stop());
  for (const name of names) await daemon.add(machineConfig(name, settings));
  const config = { ...machineConfig("daemon", settings), machines: [] };
  const server = await openControl(controlled(daemon, config, silent), join(temporaryDirectory(), "c.sock"), silent);
  onTestFinished(() => server.close());
  const control = await connect(server.path);
  onTestFinished(() => control.close());
  return { daemon, control };
}

/** A guest at a tcp: door. */
export async function guestAt(door = ""): Promise<VmExchange> {
  const guest = await VmExchange.open(Number(door.split(":").at(-1)));
  onTestFinished(() => guest.close());
  return guest;
}

/** A QEMU at a tcp: door that has announced all capabilities. */
export async function qemuAt(door = ""): Promise<Socket> {
  const socket = connectSocket(Number(door.split(":").at(-1)), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.write(hex("ff 01 a1 08 3f a1"));
  return socket;
}
