/** The certificate that a client has put in place of a door's own: presented at once, kept, and gone with the defaults. */
import { request } from "node:https";
import { connect, type PeerCertificate } from "node:tls";
import { pino } from "pino";
import { expect, it, onTestFinished, vi } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { Daemon } from "../../src/daemon/daemon.ts";
import { makeIdentity } from "../../src/transport/self-made-certificate.ts";
import { HANDSHAKE_TIMEOUT_MS } from "../../src/transport/tls-files.ts";
import { ACCOUNTS } from "../support/redfish/service.ts";
import { stateDirectory } from "../support/store/store.ts";

const LINES: string[] = [];

async function serve(directory: string, redfish: object = {}) {
  const daemon = new Daemon(pino({ level: "info" }, { write: (line) => void LINES.push(line) }));
  onTestFinished(() => daemon.stop());
  await daemon.add(
    configSchema.parse({
      listen: [],
      state: { directory },
      redfish: { listen: "https:127.0.0.1:0", ...redfish },
      users: { accounts: ACCOUNTS },
    }),
  );
  const port = Number(daemon.addresses[0]?.split(":").at(-1));
  const post = (path: string, body: object) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { port, path: `/redfish/v1/${path}`, method: "POST", auth: "admin:secret", agent: false };
      const sent = request({ ...options, rejectUnauthorized: false }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      });
      sent.on("error", reject).end(JSON.stringify(body));
    });
  return { daemon, port, post };
}

/** The certificate that a new connection gets. */
function presented(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      const { raw }: PeerCertificate = socket.getPeerCertificate();
      socket.destroy();
      resolve(raw.toString("base64"));
    });
    socket.on("error", reject);
  });
}

it("is presented at once, kept through restarts, and gone with the defaults", async () => {
  const directory = stateDirectory();
  const first = await serve(directory);
  const own = await presented(first.port);
  const { cert, key } = makeIdentity(Date.now());
  const CertificateUri = { "@odata.id": "/redfish/v1/Managers/1/NetworkProtocol/HTTPS/Certificates/1" };
  const body = { CertificateString: `${cert}${key}`, CertificateType: "PEM", CertificateUri };
  const wanted = `${cert}`.replaceAll(/-----.*|\s/g, "");
  expect(await first.post("CertificateService/Actions/CertificateService.ReplaceCertificate", body)).toBe(204);
  expect(await presented(first.port)).toBe(wanted);
  await first.daemon.stop();
  const second = await serve(directory);
  expect(await presented(second.port)).toBe(wanted);
  const defaults = "Managers/1/Actions/Manager.ResetToDefaults";
  expect(await second.post(defaults, { ResetType: "PreserveNetwork" })).toBe(204);
  expect(await presented(second.port)).toBe(wanted);
  expect(await second.post(defaults, { ResetType: "ResetAll" })).toBe(204);
  expect(await presented(second.port)).toBe(own);
  expect(LINES.join("")).toContain("the certificate of the Redfish door was replaced");
  expect(LINES.join("")).not.toContain(`${key}`.split("\n")[1]);
});

it("a door with its own certificate waits as long for a handshake as others do", async () => {
  const made = vi.spyOn(process.getBuiltinModule("node:https"), "createServer");
  onTestFinished(() => made.mockRestore());
  await serve(stateDirectory());
  expect(made.mock.calls.map(([options]) => options)).toMatchObject([{ handshakeTimeout: HANDSHAKE_TIMEOUT_MS }]);
});

it("that this daemon cannot use gives way to the door's own, with a line in the log", async () => {
  const directory = stateDirectory();
  const first = await serve(directory);
  const own = await presented(first.port);
  first.daemon.machines[0]?.operate(({ httpsIdentity }) => httpsIdentity.replace({ cert: "rubbish", key: "rubbish" }));
  expect(await presented(first.port)).toBe(own);
  await first.daemon.stop();
  const second = await serve(directory);
  expect(await presented(second.port)).toBe(own);
  expect(LINES.join("")).toContain("the stored certificate of the Redfish door cannot be used");
});
