/** The `systemInfo` section (v2 §22.14a), and `manufacturingTest` (§20.5). */
import { bytes, group, text } from "../values/values.ts";

const TEXT = "text of up to 255 characters of Latin 1";

function infoText() {
  return text(TEXT)
    .regex(/^[\x20-\x7e\xa0-\xff]{0,255}$/, TEXT)
    .default("");
}

export const systemInfo = () =>
  group({
    firmwareVersion: infoText().describe(
      "Version of the system firmware (BIOS), up to 255 characters, like all texts here.",
    ),
    systemName: infoText().describe("Name of the system."),
    primaryOsName: infoText().describe("Operating system that the machine is for."),
    bmcUrl: infoText().describe("URL of the BMC's own pages."),
  });

export const manufacturingTest = () =>
  group({
    key: bytes(0, 32).prefault("").describe("Key that a request must carry to enter the mode, up to 32 bytes."),
  });
