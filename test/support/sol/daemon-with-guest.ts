/** A daemon with a LAN door and a serial port, and the guest's end of that. */
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startTestDaemon } from "../daemon/daemon.ts";
import { temporaryDirectory } from "../doors/door.ts";
import { type GuestEnd, guestEnd } from "../serial/guest-end.ts";
import { type SolDoor, USER } from "./clients.ts";

/** Starts it with the default cipher suites, and suite 2, which does not encrypt. The test's end stops it. */
export async function daemonWithGuest(door: SolDoor, advertised?: SolDoor): Promise<GuestEnd> {
  const path = join(temporaryDirectory(), "ser0");
  const account = `{ id: 2, name: ${USER.name}, password: ${USER.password}, enabled: true, privilegeLimit: administrator }`;
  const advertise = advertised ? `, advertise: { port: ${advertised.port} }` : "";
  const lan = `lan: { listen: "udp:${door.host}:${door.port}", cipherSuites: [2, 3, 17]${advertise} }`;
  const config = `${lan}\nserial: unix:${path}\nusers: { accounts: [${account}] }\n`;
  const daemon = await startTestDaemon({ config, args: ["-l", "tcp:127.0.0.1:0"] });
  onTestFinished(async () => void (await daemon.stop()));
  return guestEnd(path);
}
