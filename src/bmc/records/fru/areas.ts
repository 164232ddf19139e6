/** Chassis, board and product information areas (FRU §10 to §12). */
import { converted } from "../../../codec/converted.ts";
import { u8 } from "../../../codec/integer.ts";
import { struct } from "../../../codec/struct.ts";
import type { AreaLayout, Fields } from "./info-area.ts";
import { manufactured } from "./manufactured.ts";
import { CHASSIS_TYPES, codeOf, ENGLISH, isEnglish, LANGUAGES, nameOf } from "./names.ts";

const chassisType = converted(
  u8,
  (code) => nameOf(code, CHASSIS_TYPES),
  (name) => codeOf(name, CHASSIS_TYPES),
);

/** Defaults to English. */
const language = converted<number, string | number | undefined>(
  u8,
  (code) => nameOf(code, LANGUAGES),
  (name = ENGLISH) => codeOf(name, LANGUAGES),
);

function inEnglish(head: { readonly language?: string | number | undefined }): boolean {
  return isEnglish(codeOf(head.language ?? ENGLISH, LANGUAGES));
}

/** §10. Has no language. */
export const chassisArea = areaLayout({
  head: struct({ type: chassisType }),
  fields: [{ name: "partNumber" }, { name: "serialNumber" }],
  isEnglish: () => true,
});

/** §11. */
export const boardArea = areaLayout({
  head: struct({ language, manufactured }),
  fields: [
    { name: "manufacturer" },
    { name: "productName" },
    { name: "serialNumber", english: true },
    { name: "partNumber" },
    { name: "fileId", english: true },
  ],
  isEnglish: inEnglish,
});

/** §12. */
export const productArea = areaLayout({
  head: struct({ language }),
  fields: [
    { name: "manufacturer" },
    { name: "productName" },
    { name: "partNumber" },
    { name: "version" },
    { name: "serialNumber", english: true },
    { name: "assetTag" },
    { name: "fileId" },
  ],
  isEnglish: inEnglish,
});

function areaLayout<const Name extends string, Head>(layout: AreaLayout<Name, Head>): AreaLayout<Name, Head> {
  return layout;
}

export type AreaWords<L> = L extends AreaLayout<infer Name, infer Head> ? Head & Fields<Name> : never;
