/** Finds the daemon when neither an option nor a variable names its socket. */
import { connect } from "node:net";
import { reasonOf } from "../transport/door-error.ts";
import { ControlError } from "./protocol.ts";
import { absolute, usualDirectories, usualSockets } from "./socket-path.ts";

/** Error codes of a connection to a socket without a listener. */
export const NO_LISTENER: ReadonlySet<string> = new Set(["ENOENT", "ECONNREFUSED", "ENOTDIR"]);

export const START = "start one with extern-bmc serve";

/** The variable is that of the setting control.socket: a daemon and its clients may share an environment. */
const VARIABLE = "EXTERN_BMC_CONTROL_SOCKET";

/** Returns the path of the socket. @throws ControlError unreachable when no daemon runs, or several do */
export async function findSocket(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env[VARIABLE];
  if (named === "off") throw new ControlError("unreachable", `${VARIABLE} is off; name the daemon's socket`);
  if (named && named !== "auto") return absolute(named);
  const live = await daemonsAt("auto", env);
  const [only, ...others] = live;
  if (only && others.length === 0) return only;
  const message = only
    ? `${live.length} daemons run; say which by --socket PATH or ${VARIABLE}:\n${live.map((path) => `  ${path}`).join("\n")}`
    : `no daemon runs: there is no control socket in ${usualDirectories(env).join(" or ")}; ${START}, or name its ` +
      `socket by --socket PATH or ${VARIABLE}`;
  throw new ControlError("unreachable", message);
}

/** Returns the sockets at which daemons answer. @param setting control.socket: a path, auto or off */
export async function daemonsAt(setting: string, env: NodeJS.ProcessEnv = process.env): Promise<readonly string[]> {
  const sockets = setting === "auto" ? usualSockets(env) : setting === "off" ? [] : [absolute(setting)];
  const live: string[] = [];
  for (const socket of sockets) if (await accepts(socket)) live.push(socket);
  return live;
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", (error) => settle(!NO_LISTENER.has(reasonOf(error))));
  });
}
