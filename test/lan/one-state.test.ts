/** The LAN door and the guest see the same BMC: one reads what the other has set. */
import { expect, it } from "vitest";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { logIn } from "../support/lan/lan-console.ts";
import { lanMachine } from "../support/lan/lan-machine.ts";
import { ask } from "../support/machine/machine.ts";

const field = (text: string, size: number) =>
  toHex(Buffer.concat([Buffer.from(text), Buffer.alloc(size - text.length)]));

it("a user that the guest makes logs in at once", () => {
  const to = lanMachine();
  const made = { name: "agent", password: "new" };
  expect(() => logIn(to, made)).toThrow("the log-in failed");
  for (const request of [
    `06 45 06 ${field(made.name, 16)}`,
    `06 47 06 02 ${field(made.password, 16)}`,
    "06 43 91 06 04",
    "06 47 06 01",
  ]) {
    expect(ask(to.machine, request)).toBe("00");
  }
  expect(logIn(to, made).ask("06 3d 00")[0]).toMatch(/^00 01 10 01 06 04 /);
});

it("boot flags that a client sets are those that the guest reads, and the BMC acts on", () => {
  const to = lanMachine();
  const flags = "05 a0 04 00 00 00";
  expect(logIn(to).ask(`00 08 ${flags}`)).toEqual(["00"]);
  expect(ask(to.machine, "00 09 05 00 00")).toBe(`00 01 ${flags}`);
  expect(to.bmc.chassis.bootOptions.deviceAfter(RestartCause.ChassisControl)).toBe("network");
});

it("what the guest writes is what a client reads", () => {
  const to = lanMachine();
  const session = logIn(to);
  expect(ask(to.machine, "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5f 5a")).toBe("00 01 00");
  const [answer = ""] = session.ask("0a 43 00 00 00 00 00 ff");
  expect(hex(answer)).toHaveLength(1 + 2 + 16);
  expect(answer).toMatch(/ 20 00 04 01 30 01 59 5f 5a$/);
});
