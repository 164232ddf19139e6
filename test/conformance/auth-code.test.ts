/** Get AuthCode, IPMI §22.21. The codes were computed with Python's hashlib and hmac. */
import { describe, expect, it } from "vitest";
import { logIn } from "../support/lan/lan-console.ts";
import { lanMachine } from "../support/lan/lan-machine.ts";
import { conforms } from "../support/machine/conformance.ts";

const DATA = "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f";
const accounts = [
  { id: 2, name: "admin", password: "secret" },
  { id: 3, name: "long", password: "a longer secret 4 20" },
];

describe("§22.21 Get AuthCode", () => {
  conforms(
    [
      ["MD5 of IPMI 1.5", `06 3f 02 01 02 ${DATA}`, "00 f3 15 24 f6 21 df 7b 50 8a e0 e6 60 c9 6b 9e 90"],
      ["on the channel it is asked on", `06 3f 02 0e 02 ${DATA}`, "00 f3 15 24 f6 21 df 7b 50 8a e0 e6 60 c9 6b 9e 90"],
      ["HMAC-SHA1-96", `06 3f 41 01 02 ${DATA}`, "00 07 b6 53 72 af 1d ec ff b9 64 4a 24"],
      ["HMAC-MD5-128", `06 3f 42 01 02 ${DATA}`, "00 e7 40 94 24 47 4a 33 01 bd c9 bb 88 46 c8 63 62"],
      ["MD5-128", `06 3f 43 01 02 ${DATA}`, "00 60 55 53 00 06 68 3a 5b c4 3f e2 c5 b4 40 bf 20"],
      ["HMAC-SHA256-128", `06 3f 44 01 02 ${DATA}`, "00 75 c4 ad 5f c5 de 34 a8 fb 56 0f 90 7c da 2b 7e"],
      ["a password of 20 bytes", `06 3f 41 01 03 ${DATA}`, "00 b7 0f 23 ef ee d1 ff 20 1e 1b 2a db"],
      ["a password of 20 bytes, in IPMI 1.5", `06 3f 02 01 03 ${DATA}`, "cc"],
      ["MD2, which is not served", `06 3f 01 01 02 ${DATA}`, "cc"],
      ["a straight password, which IPMI 2.0 reserves", `06 3f 04 01 02 ${DATA}`, "cc"],
      ["no integrity algorithm", `06 3f 40 01 02 ${DATA}`, "cc"],
      ["an integrity algorithm that does not exist", `06 3f 45 01 02 ${DATA}`, "cc"],
      ["a reserved kind of number", `06 3f 82 01 02 ${DATA}`, "cc"],
      ["a channel that does not exist", `06 3f 02 02 02 ${DATA}`, "cc"],
      ["user 0", `06 3f 02 01 00 ${DATA}`, "c9"],
      ["one user too many", `06 3f 02 01 0b ${DATA}`, "c9"],
      ["one byte short", `06 3f 02 01 02 ${DATA.slice(3)}`, "c7"],
      ["one byte long", `06 3f 02 01 02 ${DATA} 00`, "c7"],
    ],
    { users: { accounts } },
  );
  it("needs Operator in a session", () => {
    const to = lanMachine();
    const request = `06 3f 02 01 02 ${DATA}`;
    expect(logIn(to, { role: 0x12 }).ask(request)).toEqual(["d4"]);
    const operator = logIn(to, { name: "oper", password: "pw3", role: 0x13 });
    expect(operator.ask(request)[0]).toMatch(/^00 f3 15/);
  });
});
