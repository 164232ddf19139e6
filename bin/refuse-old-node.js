// What dist/index.js imports first: an import of the library on an old Node.js ends with one sentence.
import { tooOld } from "./node-version.js";

if (tooOld !== undefined) throw new Error(tooOld);
