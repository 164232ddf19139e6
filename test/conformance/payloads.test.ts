/** Activation of SOL, IPMI 2.0 §24.1–§24.5 and §24.8–§24.10, in a session and in-band. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { Privilege } from "../../src/ipmi/privilege.ts";
import type { Session } from "../../src/ipmi/session.ts";
import type { Machine } from "../../src/machine.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { conforms } from "../support/machine/conformance.ts";
import { machine } from "../support/machine/machine.ts";
import { GuestLine, turn } from "../support/serial/guest-line.ts";

/** A session of user 2, which collects the payloads that it gets. */
class Client implements Session {
  readonly handle: number;
  readonly id: number;
  readonly userId = 2;
  readonly channel = 1;
  readonly version = "2.0";
  readonly highestPrivilege = Privilege.Administrator;
  readonly privilege: Privilege;
  readonly integrity = true;
  readonly confidentiality: boolean;
  readonly peer = { address: "192.0.2.9", port: 50_000 };
  readonly idleMs = 0;
  readonly isUsed = true;
  readonly payloads: string[] = [];
  readonly #to: Machine;
  readonly #ends: (() => void)[] = [];

  constructor(to: Machine, handle = 1, { encrypted = true, privilege = Privilege.Administrator as Privilege } = {}) {
    this.#to = to;
    this.handle = handle;
    this.id = 0x1000 + handle;
    this.confidentiality = encrypted;
    this.privilege = privilege;
    to.bmc.sessions.add(this);
  }

  setPrivilege(): void {}
  sendPayload(_type: number, payload: Uint8Array, protection?: { readonly encrypted?: boolean }): void {
    this.payloads.push(`${toHex(payload)}${protection?.encrypted === false ? " plain" : ""}`);
  }
  onEnd(listener: () => void): void {
    this.#ends.push(listener);
  }
  end(): void {
    for (const listener of this.#ends.splice(0)) listener();
  }

  /** Sends "cmd data…"; netFn App. */
  ask(request: string): string {
    const [cmd = 0, ...data] = hex(request);
    const { answer } = this.#to.carryOut({ netFn: 0x06, lun: 0, cmd, data: Uint8Array.from(data) }, undefined, 1, {
      privilege: this.privilege,
      session: this,
    });
    return toHex(Uint8Array.of(answer.completionCode, ...answer.data));
  }

  sol(payload: string): boolean {
    return this.#to.bmc.lan.solActivations.receive(this, hex(payload));
  }
}

function withSerial(clock?: ManualClock) {
  const served = machine({ serial: "unix:/run/ser0" }, clock);
  const guest = new GuestLine();
  served.serial?.attach(guest.stream, "guest");
  return { served, guest };
}

const ACTIVATE = "48 01 01 c0 00 00 00";
const ACTIVATED = "00 00 00 00 00 fc 00 fc 00 6f 02 ff ff";

describe("in-band", () => {
  conforms([
    ["Activate Payload", `06 ${ACTIVATE}`, "c1"],
    ["Deactivate Payload", "06 49 01 01 00 00 00 00", "c1"],
    ["Get Payload Activation Status", "06 4a 01", "c1"],
    ["Get Payload Instance Info", "06 4b 01 01", "c1"],
    ["Get Channel Payload Support", "06 4e 01", "c1"],
    ["Get Channel Payload Version", "06 4f 01 01", "c1"],
    ["Get Channel OEM Payload Info", "06 50 01 02 00 00 00 00 00", "c1"],
    ["Suspend/Resume Payload Encryption", "06 55 01 01 00", "c1"],
  ]);
});

/** Asks each request of a new client, after Activate Payload where the title says so. */
function answers(cases: readonly (readonly [title: string, request: string, answer: string])[], isActive = false) {
  it.each(cases)("%s", (_title, request, answer) => {
    const client = new Client(withSerial().served);
    if (isActive) expect(client.ask(ACTIVATE)).toBe(ACTIVATED);
    expect(client.ask(request)).toBe(answer);
  });
}

describe("v2 §24.1 Activate Payload", () => {
  answers([
    ["tells sizes and port", ACTIVATE, ACTIVATED],
    ["the history is instance 2", "48 01 02 c0 00 00 00", ACTIVATED],
    ["82h: no instance 3", "48 01 03 c0 00 00 00", "82"],
    ["no instance 0", "48 01 00 c0 00 00 00", "cc"],
    ["84h: parameter 2 forces encryption", "48 01 01 40 00 00 00", "84"],
    ["no other payload", "48 02 01 c0 00 00 00", "cc"],
    ["one byte short", "48 01 01 c0 00 00", "c7"],
    ["one byte long", `${ACTIVATE} 00`, "c7"],
  ]);
  it("80h: another session has it; 82h: the session has another", () => {
    const { served } = withSerial();
    const [one, other] = [new Client(served, 1), new Client(served, 2)];
    expect(one.ask(ACTIVATE)).toBe(ACTIVATED);
    expect(other.ask(ACTIVATE)).toBe("80");
    expect(one.ask("48 01 02 c0 00 00 00")).toBe("82");
    one.end();
    expect(other.ask(ACTIVATE)).toBe(ACTIVATED);
  });
  it("81h: without a serial port, or disabled by parameter 1", () => {
    expect(new Client(machine()).ask(ACTIVATE)).toBe("81");
    const { served } = withSerial();
    served.bmc.lan.sol.set({ enabled: false });
    expect(new Client(served).ask(ACTIVATE)).toBe("81");
  });
  it("D4h: below the privilege of parameter 2, or without the user's access to the payload", () => {
    const { served } = withSerial();
    served.bmc.lan.sol.set({ authentication: { ...served.bmc.lan.sol.values.authentication, privilege: 4 } });
    expect(new Client(served, 1, { privilege: Privilege.Operator }).ask(ACTIVATE)).toBe("d4");
    served.bmc.lan.payloadAccess.allowSol(2, false);
    expect(new Client(served, 2).ask(ACTIVATE)).toBe("d4");
  });
  it("is plain in a session without encryption, unless parameter 2 forces it", () => {
    const { served } = withSerial();
    const client = new Client(served, 1, { encrypted: false });
    expect(client.ask(ACTIVATE)).toBe("84");
    const { authentication } = served.bmc.lan.sol.values;
    served.bmc.lan.sol.set({ authentication: { ...authentication, forceEncryption: false } });
    expect(client.ask(ACTIVATE)).toBe(ACTIVATED);
  });
});

describe("v2 §24.2 Deactivate Payload", () => {
  answers([["of the own session", "49 01 01 00 00 00 00", "00"]], true);
  answers([
    ["80h: not active", "49 01 01 00 00 00 00", "80"],
    ["one byte short", "49 01 01 00 00 00", "c7"],
    ["one byte long", "49 01 01 00 00 00 00 00", "c7"],
  ]);
  it("81h: without a serial port", () => {
    expect(new Client(machine()).ask("49 01 01 00 00 00 00")).toBe("81");
  });
  it("of another session takes SOL over, and tells its client once", () => {
    const { served } = withSerial();
    const [one, other] = [new Client(served, 1), new Client(served, 2)];
    one.ask(ACTIVATE);
    expect(other.ask("49 01 01 00 00 00 00")).toBe("00");
    expect(one.payloads).toEqual(["00 00 00 10"]);
    expect(other.ask(ACTIVATE)).toBe(ACTIVATED);
    one.end();
    expect(one.payloads).toHaveLength(1);
    expect(other.ask("4a 01")).toBe("00 02 01 00");
  });
});

describe("v2 §24.3 Suspend/Resume Payload Encryption", () => {
  answers(
    [
      ["81h: parameter 2 forces encryption", "55 01 01 00", "81"],
      ["resume", "55 01 01 01", "00"],
      ["80h: no other operation", "55 01 01 02", "80"],
      ["83h: not active", "55 01 02 00", "83"],
      ["one byte short", "55 01 01", "c7"],
      ["one byte long", "55 01 01 00 00", "c7"],
    ],
    true,
  );
  it("sends in plain while it is suspended", () => {
    const { served } = withSerial();
    const { sol } = served.bmc.lan;
    sol.set({ authentication: { ...sol.values.authentication, forceEncryption: false } });
    const client = new Client(served);
    client.ask(ACTIVATE);
    expect(client.ask("55 01 01 00")).toBe("00");
    client.sol("01 00 00 00 61");
    expect(client.ask("55 01 01 01")).toBe("00");
    client.sol("02 00 00 00 61");
    expect(client.payloads).toEqual(["00 01 01 00 plain", "00 02 01 00"]);
  });
  it("82h: the session has no encryption", () => {
    const { served } = withSerial();
    const { sol } = served.bmc.lan;
    sol.set({ authentication: { ...sol.values.authentication, forceEncryption: false } });
    const client = new Client(served, 1, { encrypted: false });
    client.ask(ACTIVATE);
    expect(client.ask("55 01 01 01")).toBe("82");
  });
});

describe("v2 §24.4 Get Payload Activation Status", () => {
  answers([["active", "4a 01", "00 02 01 00"]], true);
  answers([
    ["not active", "4a 01", "00 02 00 00"],
    ["no other payload", "4a 02", "cc"],
    ["one byte short", "4a", "c7"],
    ["one byte long", "4a 01 00", "c7"],
  ]);
});

describe("v2 §24.5 Get Payload Instance Info", () => {
  answers(
    [
      ["active: the session's ID", "4b 01 01", "00 01 10 00 00 01 00 00 00 00 00 00 00"],
      ["not active", "4b 01 02", "00 00 00 00 00 00 00 00 00 00 00 00 00"],
      ["no such instance", "4b 01 03", "cc"],
      ["one byte short", "4b 01", "c7"],
      ["one byte long", "4b 01 01 00", "c7"],
    ],
    true,
  );
});

describe("v2 §24.8 Get Channel Payload Support", () => {
  answers([
    ["IPMI, SOL and session set-up", "4e 0e", "00 03 00 3f 00 00 00 00 00"],
    ["not a LAN channel", "4e 0f", "cc"],
    ["one byte short", "4e", "c7"],
    ["one byte long", "4e 01 00", "c7"],
  ]);
});

describe("v2 §24.9 Get Channel Payload Version", () => {
  answers([
    ["SOL", "4f 01 01", "00 10"],
    ["RAKP message 4", "4f 01 15", "00 10"],
    ["80h: no such payload", "4f 01 02", "80"],
    ["one byte short", "4f 01", "c7"],
    ["one byte long", "4f 01 01 00", "c7"],
  ]);
});

describe("v2 §24.10 Get Channel OEM Payload Info", () => {
  answers([
    ["80h: there are none", "50 01 02 00 00 00 00 00", "80"],
    ["one byte short", "50", "c7"],
  ]);
});

describe("the stream", () => {
  it("carries characters both ways, each with its acknowledgement", async () => {
    const clock = new ManualClock();
    const { served, guest } = withSerial(clock);
    const client = new Client(served);
    client.ask(ACTIVATE);
    expect(client.sol("01 00 00 00 68 69 0d")).toBe(true);
    expect(guest.text).toBe("hi\r");
    guest.print("ok");
    await turn();
    expect(client.payloads).toEqual(["00 01 03 00", "01 00 00 00 6f 6b"]);
  });
  it("sends a break once, though its packet is repeated", () => {
    const { served } = withSerial();
    let breaks = 0;
    if (served.serial) served.serial.breakByQmp = () => ++breaks > 0;
    const client = new Client(served);
    client.ask(ACTIVATE);
    client.sol("01 00 00 10");
    client.sol("01 00 00 10");
    expect(breaks).toBe(1);
    expect(client.payloads).toEqual(["00 01 00 00", "00 01 00 00"]);
  });
  it("instance 2 shows the history, and takes no input", async () => {
    const clock = new ManualClock();
    const { served, guest } = withSerial(clock);
    guest.print("boot");
    await turn();
    const client = new Client(served);
    client.ask("48 01 02 c0 00 00 00");
    clock.advance(0);
    client.sol("01 01 04 00 78");
    expect(client.payloads).toEqual(["01 00 00 00 62 6f 6f 74", "00 01 01 00"]);
    expect(guest.text).toBe("");
  });
  it("refuses what is no payload of an active session", () => {
    const { served } = withSerial();
    const client = new Client(served);
    expect(client.sol("01 00 00 00 61")).toBe(false);
    client.ask(ACTIVATE);
    expect(client.sol("01 00 00")).toBe(false);
  });
  it("ends with the session, so that the guest's output flows", async () => {
    const { served, guest } = withSerial();
    const client = new Client(served);
    client.ask(ACTIVATE);
    guest.print(new Uint8Array(200_000));
    await turn();
    guest.print("more");
    await turn();
    expect(guest.stream.isPaused()).toBe(true);
    client.end();
    expect(guest.stream.isPaused()).toBe(false);
  });
});
