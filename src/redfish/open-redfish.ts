/** Opens the Redfish door of a machine: https:HOST:PORT or http:HOST:PORT. */
import type { TlsOptions } from "node:tls";
import { openHttp } from "../http/server.ts";
import type { Machine } from "../machine.ts";
import { formatHostPort, formatHttpDoor, parseHttpDoor } from "../transport/address.ts";
import type { Door, DoorOptions } from "../transport/connection.ts";
import { listenFailure } from "../transport/door-error.ts";
import { selfMadeIdentity } from "../transport/self-made-certificate.ts";
import { serverTls } from "../transport/tls-files.ts";
import { redfish } from "./plugin.ts";
import type { RedfishService } from "./service.ts";

/** @throws DoorError when the address cannot be listened on, or a file of `tls` cannot be used */
export async function openRedfish(options: DoorOptions, machine: Machine): Promise<Door> {
  const { listen } = options;
  const { secure, host, port } = parseHttpDoor(listen);
  const tls = secure ? tlsOf(options) : undefined;
  let service: RedfishService | undefined;
  const plugin = redfish(machine, (made) => {
    service = made;
  });
  const refused = (reason: string) => machine.peerLog.write("warn", { reason }, "Redfish request refused");
  const server = await open(listen, () =>
    openHttp({ listen: formatHostPort(host, port), tls, plugins: [plugin], refused }),
  );
  const bound = { secure, host, port: Number(server.address.split(":").at(-1)) };
  if (service) service.door = bound;
  return { address: formatHttpDoor(bound), close: () => server.close() };
}

function tlsOf({ listen, tls }: DoorOptions): TlsOptions {
  return tls ? serverTls(listen, tls) : { ...selfMadeIdentity() };
}

/** @throws DoorError instead of the HTTP server's error */
async function open<T>(listen: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    throw listenFailure(listen, error instanceof Error ? (error.cause ?? error) : error);
  }
}
