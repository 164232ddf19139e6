/**
 * Replacement for the Node image of the Dockerfile, made of this machine's files, so that no image registry is needed:
 * the running Node, its libraries, npm, the certificates, and busybox for everything else.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
const NPM_IN_IMAGE = "/usr/local/lib/node_modules/npm";

/** Paths and environment of the official image. The environment makes npm trust this machine's certificates. */
const CONTAINERFILE = `\
FROM scratch
COPY rootfs /
RUN chmod 1777 /tmp
ENV PATH=/usr/local/bin:/usr/bin:/bin NODE_EXTRA_CA_CERTS=${CERTIFICATES}
`;

/** Writes a build context into the directory: its Containerfile and rootfs/. */
export function writeBaseImage(context: string): void {
  const root = join(context, "rootfs");
  for (const directory of ["bin", "usr/bin", "usr/local/bin", "etc", "tmp", "root", "run", "proc", "sys", "dev"]) {
    mkdirSync(join(root, directory), { recursive: true });
  }
  copyBusybox(root);
  copyNode(root);
  copyNpm(root);
  if (existsSync(CERTIFICATES)) copyTo(root, CERTIFICATES);
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n");
  writeFileSync(join(context, "Containerfile"), CONTAINERFILE);
}

function copyBusybox(root: string): void {
  const busybox = find("busybox");
  copyTo(root, busybox, "/bin/busybox");
  for (const applet of execFileSync(busybox, ["--list"], { encoding: "utf8" }).trim().split("\n")) {
    if (applet !== "busybox") symlinkSync("busybox", join(root, "bin", applet));
  }
  symlinkSync("/bin/env", join(root, "usr/bin/env"));
}

function copyNode(root: string): void {
  copyTo(root, process.execPath, "/usr/local/bin/node");
  const libraries = execFileSync("ldd", [process.execPath], { encoding: "utf8" });
  const paths = [...libraries.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
  for (const path of paths) copyTo(root, path);
  // A part of the C library that the bundler's native module needs and Node does not.
  const library = paths.find((path) => basename(path) === "libc.so.6");
  if (library !== undefined) copyTo(root, join(dirname(library), "librt.so.1"));
}

function copyNpm(root: string): void {
  const cli = realpathSync(find("npm"));
  cpSync(resolve(dirname(cli), ".."), join(root, NPM_IN_IMAGE), { recursive: true, dereference: true });
  symlinkSync(join(NPM_IN_IMAGE, "bin/npm-cli.js"), join(root, "usr/local/bin/npm"));
}

function copyTo(root: string, source: string, target: string = source): void {
  const destination = join(root, target);
  mkdirSync(dirname(destination), { recursive: true });
  copyFileSync(realpathSync(source), destination);
}

function find(command: string): string {
  const directories = (process.env["PATH"] ?? "").split(":");
  const found = directories.map((directory) => join(directory, command)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${command} is not on the path`);
  return found;
}
