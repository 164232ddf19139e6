/** A daemon in this process with the HTTP API, as serve has it. */
import { onTestFinished } from "vitest";
import { api } from "../../../src/api/plugin.ts";
import { Daemon } from "../../../src/daemon/daemon.ts";
import { controlled } from "../../../src/service/control-door.ts";
import { machineConfig, silent } from "../daemon/operated-daemon.ts";
import { openTestPort, type PortOptions } from "./http-port.ts";

export const TOKEN = "a-token-of-the-test";

/** `settings`: of each machine. */
export async function openTestApi(
  names: readonly string[],
  settings: Readonly<Record<string, unknown>> = {},
  options: PortOptions = {},
) {
  const daemon = new Daemon(silent);
  onTestFinished(() => daemon.stop());
  for (const name of names) await daemon.add(machineConfig(name, settings));
  const config = { ...machineConfig("daemon"), machines: [] };
  const plugin = api({ daemon: controlled(daemon, config, silent), token: TOKEN, log: silent });
  const port = await openTestPort([plugin], options);
  const url = `${port.url}/api/v1`;
  /** `POST /machines/vm0/power`, with a body if there is one. */
  const ask = async (route: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const [method = "", path = ""] = route.split(" ");
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  return { ...port, daemon, url, ask };
}
