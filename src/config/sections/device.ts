/** The `device` and `selfTest` sections (IPMI §20.1, §20.4). */

import { z } from "zod";
import { DEVICE_SUPPORT } from "../../bmc/device-identity.ts";
import { bytes, flag, group, integer, listOf, oneOf } from "../values/values.ts";

const RAW = /^raw\s+(0x[0-9a-f]{1,2}|\d{1,3})$/i;
const MINOR = 'a whole number from 0 to 99 (0x63), or the byte itself ("raw 0x0b")';

/** Two decimal digits, or a byte that is not BCD, as some machines send. */
const minor = () =>
  z.union(
    [
      z.int(MINOR).min(0, MINOR).max(99, MINOR),
      z
        .string(MINOR)
        .regex(RAW, MINOR)
        .transform((text) => Number(RAW.exec(text)?.[1]))
        .refine((byte) => byte <= 0xff, MINOR)
        .transform((raw) => ({ raw })),
    ],
    MINOR,
  );

const firmware = () =>
  group({
    major: integer(0, 127).default(1).describe("Major firmware revision, 0 to 127."),
    minor: minor()
      .prefault(0)
      .describe(
        "Minor firmware revision, 0 to 99 (BCD on the wire: 42 is sent as 42h); or any byte, written as " + '"raw 11".',
      ),
  });

/** Unquoted, YAML reads 2.0 as the number 2. */
const ipmiVersion = () =>
  z.union(
    [
      z.enum(["1.5", "2.0"]),
      z.literal(1.5).transform(() => "1.5" as const),
      z.literal(2).transform(() => "2.0" as const),
    ],
    "1.5 or 2.0",
  );

export const device = () =>
  group({
    id: integer(0, 0xff).default(0x20).describe("Device ID, 0 to 0xff; 0 is unspecified."),
    revision: integer(0, 0x0f).default(0).describe("Device revision, 0 to 15."),
    firmware: firmware().prefault({}).describe("Firmware revision."),
    ipmiVersion: ipmiVersion().prefault("2.0").describe("IPMI version, 1.5 or 2.0."),
    manufacturerId: integer(0, 0xfffff)
      .default(0)
      .describe("IANA enterprise number, 20 bits: 0 to 0xfffff; 0 is unspecified."),
    productId: integer(0, 0xffff).default(0).describe("Product ID, 0 to 0xffff; 0 is unspecified."),
    auxiliaryFirmware: bytes(4, 4)
      .prefault("00 00 00 00")
      .describe("Auxiliary firmware revision: 4 bytes defined by the manufacturer, in the order they are sent."),
    providesSdrs: flag().default(false).describe("Whether Get Device ID announces Device SDRs."),
    supports: listOf(oneOf(DEVICE_SUPPORT))
      .default(["sensor", "sdrRepository", "sel", "fru", "ipmbEventReceiver", "ipmbEventGenerator", "chassis"])
      .describe(`Additional device support: any of ${DEVICE_SUPPORT.join(", ")}.`),
  });

export const selfTest = () =>
  group({
    result: oneOf(["passed", "notImplemented", "corrupted", "fatal"])
      .default("passed")
      .describe(
        "passed (55h), notImplemented (56h), corrupted or inaccessible data (57h), or fatal hardware error (58h).",
      ),
    detail: integer(0, 0xff)
      .default(0)
      .describe(
        "Second byte of the result, 0 to 0xff. With corrupted, bit 7 is SEL, 6 SDR repository, 5 FRU, 4 " +
          "IPMB, 3 SDR repository empty, 2 internal use area, 1 boot block, 0 operational firmware.",
      ),
  });
