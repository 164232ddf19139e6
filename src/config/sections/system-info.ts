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
    firmwareVersion: infoText().describe("Version of the system's firmware (BIOS), up to 255 characters, as all here."),
    systemName: infoText().describe("The system's name."),
    primaryOsName: infoText().describe("The operating system that the machine is for."),
    bmcUrl: infoText().describe("Where the BMC's own pages are."),
  });

export const manufacturingTest = () =>
  group({
    key: bytes(0, 32).prefault("").describe("What a request to turn the mode on must bring, up to 32 bytes."),
  });
