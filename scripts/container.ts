/**
 * `node scripts/container.ts`, as root: builds the Dockerfile with buildah, so that no Docker engine is needed, and
 * checks the container. Exit code 0 if every check passes.
 */
import { equal, match, ok } from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getDeviceId } from "../test/support/doors/get-device-id.ts";
import { needMountPoint } from "../test/support/setup/mount-point.ts";
import { buildImage } from "./container/build-image.ts";
import { openBuildah } from "./container/buildah.ts";
import { startContained } from "./container/contained-daemon.ts";
import { userOf } from "./container/processes.ts";

const STOP_LIMIT_MS = 1000;
const READY = /^extern-bmc ready unix:\S*bmc\.sock tcp:127\.0\.0\.1:(?<port>\d+)$/;
const SCOPE = `
This proves: the Dockerfile builds from the lock file; the image runs as its own user, configured by environment variables;
it answers over TCP and a Unix socket; HEALTHCHECK tells running from stopped; SIGTERM stops it.
This does not prove: that the official Node image, another engine or another architecture does the same; anything
about process, user and network namespaces, resource limits or a read-only root, since chroot isolation has none; that
an engine acts on HEALTHCHECK, EXPOSE and STOPSIGNAL.`;

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-container-"));
try {
  await main();
  console.log(SCOPE);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function main(): Promise<void> {
  needMountPoint();
  const buildah = openBuildah(directory);
  const image = buildImage(buildah, directory);
  const { user, command, healthcheck } = buildah.inspect(image);
  const container = buildah.from(image);
  report("built");

  const isHealthy = async (listen: string) => {
    const checking = buildah.run(container, healthcheck, { EXTERN_BMC_LISTEN: listen });
    const [exitCode] = (await once(checking, "exit")) as [number | null];
    return exitCode === 0;
  };
  const env = { EXTERN_BMC_LISTEN: "unix:bmc.sock,tcp:127.0.0.1:0", EXTERN_BMC_DEVICE_ID: "0x42" };
  equal(await isHealthy(env.EXTERN_BMC_LISTEN), false, "healthy before it was started");

  const daemon = await startContained(buildah, container, command, env);
  try {
    match(daemon.readyLine, READY);
    const port = Number(READY.exec(daemon.readyLine)?.groups?.["port"]);
    report(`ready: ${daemon.readyLine}`);

    equal(user, "1000:1000");
    equal(userOf(daemon.pid), 1000);
    report("runs as user 1000");

    // A short path to the socket, which must fit into the 108 bytes of sun_path.
    const root = join(directory, "root");
    symlinkSync(buildah.mount(container), root);
    const socketFile = join(root, "run/extern-bmc/bmc.sock");
    match(await getDeviceId({ port, host: "127.0.0.1" }), /^42/);
    match(await getDeviceId({ path: socketFile }), /^42/);
    report("answers Get Device ID on both doors with the environment's device id");

    const [statusCode] = (await once(buildah.run(container, ["extern-bmc", "status"], {}), "exit")) as [number | null];
    equal(statusCode, 0, "extern-bmc status in the container");
    report("its commands are on the path, and find the daemon");

    const listen = `unix:bmc.sock,tcp:127.0.0.1:${port}`;
    equal(await isHealthy(listen), true, "HEALTHCHECK while it runs");
    const { tookMs, exitCode } = await daemon.stop();
    equal(exitCode, 0);
    ok(tookMs < STOP_LIMIT_MS, `it took ${tookMs.toFixed(0)} ms to stop`);
    equal(existsSync(socketFile), false, "the socket is left behind");
    equal(await isHealthy(`tcp:127.0.0.1:${port}`), false, "HEALTHCHECK after it stopped");
    report(`HEALTHCHECK tells running from stopped; SIGTERM stopped it in ${tookMs.toFixed(0)} ms, exit code 0`);
  } finally {
    daemon.kill();
  }
}

function report(step: string): void {
  console.log(`container: ${step} (${(performance.now() / 1000).toFixed(1)} s)`);
}
