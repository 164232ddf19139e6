/** Builds the web page once for all test files that open it: they run side by side, and each build replaces the files. */
import { buildPage } from "../../../scripts/build/page.ts";

export async function setup(): Promise<void> {
  await buildPage();
}
