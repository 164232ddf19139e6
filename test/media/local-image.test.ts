/** Images of media.images: only files in the directory itself, whatever leads out of it. */
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isFileName, localImage, localMedium } from "../../src/media/local-image.ts";
import { temporaryDirectory } from "../support/doors/door.ts";

/** A directory beside a secret file, with links and a folder in it. */
function images(): string {
  const place = realpathSync(temporaryDirectory());
  const directory = join(place, "images");
  mkdirSync(join(directory, "folder"), { recursive: true });
  for (const name of ["secret.iso", "images/cd.iso", "images/folder/inner.iso"]) writeFileSync(join(place, name), name);
  symlinkSync("cd.iso", join(directory, "latest.iso"));
  symlinkSync("../secret.iso", join(directory, "out.iso"));
  symlinkSync("folder/inner.iso", join(directory, "deep.iso"));
  symlinkSync(place, join(directory, "up"));
  return directory;
}

it.each(["cd.iso", "latest.iso"])("finds %s", async (name) => {
  const directory = images();
  expect((await localImage(directory, name).image).file).toBe(join(directory, "cd.iso"));
});

it.each(["none.iso", "out.iso", "deep.iso", "folder", "up"])("does not find %s", async (name) => {
  await expect(localImage(images(), name).image).rejects.toMatchObject({
    problem: "address",
    message: `media.images has no file ${name}; expected the name of one that is in it`,
  });
});

it.each([
  "../secret.iso",
  "folder/inner.iso",
  "up/secret.iso",
  "/etc/passwd",
  ".hidden",
  "..",
  "",
  "a\0b",
  "http://a/b",
  "a b",
])("%j is not the name of a file", (name) => {
  expect(isFileName(name)).toBe(false);
});

it("knows a file of the directory by its name, and no other", () => {
  const directory = images();
  expect(localMedium(directory, join(directory, "cd.iso"))?.url).toBe("cd.iso");
  expect(localMedium(directory, join(directory, "folder/inner.iso"))).toBeUndefined();
  expect(localMedium(join(directory, "none"), "/none/cd.iso")).toBeUndefined();
});
