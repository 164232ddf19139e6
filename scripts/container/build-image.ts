/** Build of the Dockerfile on the replacement base image, with this machine's npm settings and cache. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { writeBaseImage } from "./base-image.ts";
import type { Buildah } from "./buildah.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const BASE = "localhost/node-of-this-machine";
const IMAGE = "localhost/extern-bmc";

/** Builds the image and returns its name. `directory` takes the files of the base image. */
export function buildImage(buildah: Buildah, directory: string): string {
  const context = join(directory, "base");
  mkdirSync(context);
  writeBaseImage(context);
  buildah.build({ tag: BASE, file: join(context, "Containerfile"), context });

  const settings = join(homedir(), ".npmrc");
  const cache = execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
  const flags = ["--build-arg", `NODE_IMAGE=${BASE}`];
  if (existsSync(settings)) flags.push("--secret", `id=npmrc,src=${settings}`);
  if (existsSync(cache)) flags.push("--volume", `${cache}:/root/.npm`);
  buildah.build({ tag: IMAGE, file: join(ROOT, "Dockerfile"), context: ROOT, flags });
  return IMAGE;
}
