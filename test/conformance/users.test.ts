/** Users, IPMI §22.26–§22.30. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

const bytesOf = (text: string, size: number): string =>
  Buffer.alloc(size, text.padEnd(size, "\0"), "latin1")
    .toString("hex")
    .replaceAll(/(..)(?=.)/g, "$1 ");

const ADMIN = bytesOf("admin", 16);
const NOBODY = bytesOf("", 16);
const SECRET_16 = bytesOf("secret", 16);
const SECRET_20 = bytesOf("secret", 20);
const LONG = bytesOf("a longer secret 4 20", 20);

describe("§22.26 Set User Access", () => {
  conforms([
    ["administrator, messaging", "06 43 91 02 04", "00"],
    ["with a session limit", "06 43 91 02 04 02", "00"],
    ["no access", "06 43 11 02 0f", "00"],
    ["on the channel it is asked on", "06 43 9e 02 04", "00"],
    ["privilege limit 0", "06 43 91 02 00", "cc"],
    ["privilege limit 6", "06 43 91 02 06", "cc"],
    ["a channel that does not exist", "06 43 92 02 04", "cc"],
    ["user 0", "06 43 91 00 04", "c9"],
    ["one user too many", "06 43 91 0b 04", "c9"],
    ["one byte short", "06 43 91 02", "c7"],
    ["one byte long", "06 43 91 02 04 02 00", "c7"],
  ]);
  it.each([
    ["messaging", "91", "14"],
    ["link authentication", "a1", "24"],
    ["restricted to callback", "c1", "44"],
  ])("%s", (_title, access, answer) => {
    const bmc = machine();
    ask(bmc, `06 43 ${access} 02 04`);
    expect(ask(bmc, "06 44 01 02")).toMatch(new RegExp(`^00 0a .. 01 ${answer}$`));
    expect(ask(bmc, "06 44 0f 02")).toBe("00 0a 80 01 0f");
    expect(ask(bmc, "06 44 01 03")).toBe("00 0a 80 01 0f");
  });
  it("leaves the bits when bit 7 does not say to change them, and sets the limit", () => {
    const bmc = machine();
    ask(bmc, "06 43 f1 02 04");
    ask(bmc, "06 43 01 02 02");
    expect(ask(bmc, "06 44 01 02")).toBe("00 0a 80 01 72");
  });
  it("keeps the session limit, which no command tells", () => {
    const bmc = machine();
    ask(bmc, "06 43 91 02 04 03");
    ask(bmc, "06 43 91 02 04");
    expect(bmc.bmc.users.access(2, 1).sessionLimit).toBe(3);
  });
});

describe("§22.27 Get User Access", () => {
  conforms([
    ["ten users, one fixed name, none enabled, no access", "06 44 01 01", "00 0a 80 01 0f"],
    ["the last user", "06 44 01 0a", "00 0a 80 01 0f"],
    ["on the channel it is asked on", "06 44 0e 02", "00 0a 80 01 0f"],
    ["user 0", "06 44 01 00", "c9"],
    ["one user too many", "06 44 01 0b", "c9"],
    ["a channel that does not exist", "06 44 02 02", "cc"],
    ["one byte short", "06 44 01", "c7"],
    ["one byte long", "06 44 01 02 00", "c7"],
  ]);
  conforms([["as many users as configured", "06 44 01 3f", "00 3f 80 01 0f"]], { users: { maximum: 63 } });
  it("counts the users that are enabled and may do something on the channel", () => {
    const bmc = machine();
    ask(bmc, "06 43 91 02 04");
    ask(bmc, "06 43 a1 03 02");
    ask(bmc, "06 47 02 01");
    expect(ask(bmc, "06 44 01 02")).toBe("00 0a 41 01 14");
    expect(ask(bmc, "06 44 01 03")).toBe("00 0a 81 01 22");
    ask(bmc, "06 47 03 01");
    ask(bmc, "06 47 04 01");
    expect(ask(bmc, "06 44 01 03")).toBe("00 0a 42 01 22");
    expect(ask(bmc, "06 44 0f 03")).toBe("00 0a 40 01 0f");
    ask(bmc, "06 47 02 00");
    expect(ask(bmc, "06 44 01 02")).toBe("00 0a 81 01 14");
  });
});

describe("§22.28 Set User Name", () => {
  conforms([
    ["a name", `06 45 02 ${ADMIN}`, "00"],
    ["the null user's name is fixed", `06 45 01 ${ADMIN}`, "cc"],
    ["user 0", `06 45 00 ${ADMIN}`, "c9"],
    ["one user too many", `06 45 0b ${ADMIN}`, "c9"],
    ["one byte short", `06 45 02 ${bytesOf("admin", 15)}`, "c7"],
    ["one byte long", `06 45 02 ${bytesOf("admin", 17)}`, "c7"],
  ]);
});

describe("§22.28 Set User Name, of fixed names", () => {
  const settings = { users: { fixedNames: 3, accounts: [{ id: 2, name: "root" }] } };
  conforms(
    [
      ["the last that is fixed", `06 45 03 ${ADMIN}`, "cc"],
      ["the first that is not", `06 45 04 ${ADMIN}`, "00"],
      ["a fixed name is the configuration's", "06 46 02", `00 ${bytesOf("root", 16)}`],
    ],
    settings,
  );
  it("Get User Access counts them, §22.27", () => {
    expect(ask(machine(settings), "06 44 01 02").split(" ")[3]).toBe("03");
  });
});

describe("§22.29 Get User Name", () => {
  conforms([
    ["the null user", "06 46 01", `00 ${NOBODY}`],
    ["a user that was never named", "06 46 02", `00 ${NOBODY}`],
    ["user 0", "06 46 00", "c9"],
    ["one user too many", "06 46 0b", "c9"],
    ["one byte short", "06 46", "c7"],
    ["one byte long", "06 46 02 00", "c7"],
  ]);
  conforms([["what was set", "06 46 02", `00 ${ADMIN}`]], {}, (bmc) => ask(bmc, `06 45 02 ${ADMIN}`));
  conforms([["nothing of what follows a 00h", "06 46 02", `00 ${bytesOf("ad", 16)}`]], {}, (bmc) =>
    ask(bmc, `06 45 02 ${bytesOf("ad\0min", 16)}`),
  );
  conforms([["all of 16 characters", "06 46 02", `00 ${bytesOf("sixteen letters.", 16)}`]], {}, (bmc) =>
    ask(bmc, `06 45 02 ${bytesOf("sixteen letters.", 16)}`),
  );
  conforms([["bits 7:6 are reserved", "06 46 c2", `00 ${ADMIN}`]], {}, (bmc) => ask(bmc, `06 45 02 ${ADMIN}`));
});

describe("§22.30 Set User Password", () => {
  conforms([
    ["set, 16 bytes", `06 47 02 02 ${SECRET_16}`, "00"],
    ["set, 20 bytes", `06 47 82 02 ${LONG}`, "00"],
    ["the null user may have one", `06 47 01 02 ${SECRET_16}`, "00"],
    ["disable, without a password", "06 47 02 00", "00"],
    ["enable, with one that is ignored", `06 47 02 01 ${SECRET_16}`, "00"],
    ["test: no password yet", `06 47 02 03 ${NOBODY}`, "00"],
    ["test: another", `06 47 02 03 ${SECRET_16}`, "80"],
    ["test: of the other size", `06 47 82 03 ${bytesOf("", 20)}`, "81"],
    ["16 bytes where 20 are announced", `06 47 82 02 ${SECRET_16}`, "c7"],
    ["20 bytes where 16 are announced", `06 47 02 02 ${SECRET_20}`, "c7"],
    ["set, one byte short", `06 47 02 02 ${bytesOf("secret", 15)}`, "c7"],
    ["set, one byte long", `06 47 02 02 ${bytesOf("secret", 17)}`, "c7"],
    ["test, one byte short", `06 47 02 03 ${bytesOf("secret", 15)}`, "c7"],
    ["user 0", "06 47 00 01", "c9"],
    ["one user too many", "06 47 0b 01", "c9"],
    ["one byte short", "06 47 02", "c7"],
  ]);
  it("tests what was set, and its size", () => {
    const bmc = machine();
    ask(bmc, `06 47 02 02 ${SECRET_16}`);
    expect(ask(bmc, `06 47 02 03 ${SECRET_16}`)).toBe("00");
    expect(ask(bmc, `06 47 02 03 ${ADMIN}`)).toBe("80");
    expect(ask(bmc, `06 47 82 03 ${SECRET_20}`)).toBe("81");
    ask(bmc, `06 47 82 02 ${LONG}`);
    expect(ask(bmc, `06 47 82 03 ${LONG}`)).toBe("00");
    expect(ask(bmc, `06 47 82 03 ${SECRET_20}`)).toBe("80");
    expect(ask(bmc, `06 47 02 03 ${SECRET_16}`)).toBe("81");
    expect(ask(bmc, `06 47 03 03 ${SECRET_16}`)).toBe("80");
  });
  it("a refused change leaves the password", () => {
    const bmc = machine();
    ask(bmc, `06 47 02 02 ${SECRET_16}`);
    expect(ask(bmc, `06 47 02 02 ${SECRET_20}`)).toBe("c7");
    expect(ask(bmc, `06 47 02 03 ${SECRET_16}`)).toBe("00");
  });
});

describe("users of the configuration", () => {
  const users = {
    maximum: 5,
    accounts: [
      { id: 2, name: "admin", password: "secret" },
      { id: 3, name: "op", password: "a longer secret 4 20", enabled: false, privilegeLimit: "operator" },
    ],
  };
  it.each([
    ["06 46 02", `00 ${ADMIN}`],
    ["06 44 01 02", "00 05 41 01 14"],
    ["06 44 01 03", "00 05 81 01 13"],
    [`06 47 02 03 ${SECRET_16}`, "00"],
    [`06 47 83 03 ${LONG}`, "00"],
  ])("%s", (request, answer) => {
    expect(ask(machine({ users }), request)).toBe(answer);
  });
  it("are refused beyond the maximum, and twice", () => {
    expect(() => machine({ users: { maximum: 1, accounts: [{ id: 2 }] } })).toThrow("an ID from 1 to users.maximum, 1");
    expect(() => machine({ users: { accounts: [{ id: 2 }, { id: 2 }] } })).toThrow("each ID once");
  });
});
