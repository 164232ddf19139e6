import { describe, expect, it } from "vitest";
import { commandTable } from "../../src/commands/index.ts";
import { completionCodeText, describeExchange } from "../../src/ipmi/describe.ts";
import { tableOf } from "../../src/ipmi/dispatch.ts";
import { hex } from "../support/bytes/hex.ts";

const table = tableOf(commandTable);

function inWords(request: string, answer: string) {
  const [netFn = 0, cmd = 0, ...data] = hex(request);
  const [completionCode = 0, ...response] = hex(answer);
  const raw = { netFn, cmd, completionCode, request: Uint8Array.from(data), response: Uint8Array.from(response) };
  const { command, ...words } = describeExchange(table, raw);
  return { command: command?.name, ...words };
}

describe("an exchange in words", () => {
  it("shows a minor revision that is not BCD as a raw byte", () => {
    expect(inWords("06 01", "00 20 81 01 0b 02 bf a2 02 00 00 02 aa bb cc dd")?.response).toContain(
      "firmwareMinorRevision.raw=0x0b",
    );
  });

  it("has the fields of request and answer, with the names of the command's layouts", () => {
    expect(inWords("06 01", "00 20 81 01 42 02 bf a2 02 00 00 02 aa bb cc dd")).toEqual({
      command: "Get Device ID",
      request: "",
      completionCode: "ok",
      response:
        "deviceId=0x20 device.providesSdrs=yes device.revision=1 firmware.updateInProgress=no " +
        "firmware.majorRevision=1 firmwareMinorRevision=42 ipmiVersion.minor=0 ipmiVersion.major=2 " +
        "additionalSupport.chassis=yes additionalSupport.bridge=no additionalSupport.ipmbEventGenerator=yes " +
        "additionalSupport.ipmbEventReceiver=yes additionalSupport.fru=yes additionalSupport.sel=yes " +
        "additionalSupport.sdrRepository=yes additionalSupport.sensor=yes manufacturerId=0x02a2 productId=0x0200 " +
        "auxiliaryFirmwareRevision=[aa bb cc dd]",
    });
    expect(inWords("06 24 44 01 00 10 2c 01", "00").request).toBe(
      "timer.dontLog=no timer.dontStop=yes timer.use=4 actions.preTimeoutInterrupt=0 actions.timeoutAction=1 " +
        "preTimeoutSeconds=0 clear.oem=no clear.smsOs=yes clear.osLoad=no clear.biosPost=no clear.biosFrb2=no " +
        "initialCountdown100ms=300",
    );
  });

  it("has bytes where the layout does not fit, without a layout, and behind a refusal", () => {
    expect(inWords("06 24 44", "c7")).toEqual({
      ...{ command: "Set Watchdog Timer", request: "44", completionCode: "data length invalid", response: "" },
    });
    expect(inWords("3a 01 de ad", "c1")).toMatchObject({ command: undefined, request: "de ad" });
    expect(inWords("0a 43 00 00 00 00 00 ff", "cb 01 02").response).toBe("01 02");
  });

  it.each([
    [0x00, "ok"],
    [0xc1, "invalid command"],
    [0xd4, "insufficient privilege"],
    [0x80, "command's 80h"],
    [0x01, "OEM's 01h"],
    [0xe0, "reserved E0h"],
  ])("calls completion code %i %s", (code, words) => {
    expect(completionCodeText(code)).toBe(words);
  });
});
