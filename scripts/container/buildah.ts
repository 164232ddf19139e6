/**
 * buildah for machines without a container engine or overlay mounts: its own storage (driver vfs) in one directory, and
 * chroot isolation, which neither needs nor provides namespaces.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const ISOLATION = ["--isolation", "chroot", "--network", "host"];

/** The part of an image that `docker inspect` calls Config: the settings of a run. */
const inspection = z.object({
  Docker: z.object({
    config: z.object({
      User: z.string(),
      Entrypoint: z.array(z.string()),
      Cmd: z.array(z.string()),
      Healthcheck: z.object({ Test: z.tuple([z.literal("CMD")], z.string()) }),
    }),
  }),
});

export interface ImageConfig {
  readonly user: string;
  /** Entrypoint and command. */
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

export interface BuildOptions {
  readonly tag: string;
  readonly file: string;
  readonly context: string;
  /** Flags of buildah build. */
  readonly flags?: readonly string[];
}

export interface Buildah {
  build(options: BuildOptions): void;
  /** Creates a container of the image and returns its name for `run`. */
  from(image: string): string;
  /** Returns the path of the container's root directory on this machine. */
  mount(container: string): string;
  inspect(image: string): ImageConfig;
  run(container: string, command: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess;
}

/** Opens a storage. All images and containers are files in the directory; removing it removes them. */
export function openBuildah(directory: string): Buildah {
  const storage = join(directory, "storage.conf");
  const [graphRoot, runRoot] = [join(directory, "storage"), join(directory, "run")];
  writeFileSync(storage, `[storage]\ndriver = "vfs"\ngraphroot = "${graphRoot}"\nrunroot = "${runRoot}"\n`);
  const env = { ...process.env, CONTAINERS_STORAGE_CONF: storage };
  const call = (...args: string[]) => {
    const { status, stdout, error } = spawnSync("buildah", args, {
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`buildah ${args[0]} ended with ${status}:\n${stdout}`);
    return stdout.trim();
  };

  return {
    build({ tag, file, context, flags = [] }) {
      // The docker format, because the OCI format has no HEALTHCHECK.
      const args = ["build", ...ISOLATION, "--format", "docker", "--tag", tag, "--file", file, ...flags];
      call(...args, context);
    },
    from: (image) => call("from", image),
    mount: (container) => call("mount", container),
    inspect(image) {
      const { config } = inspection.parse(JSON.parse(call("inspect", "--type", "image", image))).Docker;
      const [, ...healthcheck] = config.Healthcheck.Test;
      return { user: config.User, command: [...config.Entrypoint, ...config.Cmd], healthcheck };
    },
    run(container, command, variables = {}) {
      const flags = Object.entries(variables).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
      return spawn("buildah", ["run", ...ISOLATION, ...flags, container, "--", ...command], { env });
    },
  };
}
