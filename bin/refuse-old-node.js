// First import of dist/index.js: importing the library on an old Node.js fails with one sentence.
import { tooOld } from "./node-version.js";

if (tooOld !== undefined) throw new Error(tooOld);
