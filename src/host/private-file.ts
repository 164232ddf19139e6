/** A file for a program that reads no standard input. Nobody else can read it, and it is removed afterwards. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export async function withPrivateFile(text: string, use: (file: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "extern-bmc-"));
  try {
    const file = join(directory, "domain.xml");
    await writeFile(file, text, { mode: 0o600 });
    await use(file);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
