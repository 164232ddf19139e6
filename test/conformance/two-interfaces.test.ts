/** Two system interfaces of one BMC: channels and messaging of each, IPMI §6.3, §22.1–§22.8, §22.24. */
import { describe, expect, it } from "vitest";
import { hex } from "../support/bytes/hex.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const KCS_AND_SSIF = {
  systemInterface: "kcs",
  listen: ["unix:kcs.sock", "unix:ssif.sock,interface=ssif"],
  satellites: [{ address: 0x82, name: "blade", device: { id: 0x42 } }],
};
const KCS_CHANNEL = 0x0f;
const SSIF_CHANNEL = 0x07;

/** Get Device ID to 82h from 20h LUN 2, sequence 5. */
const TO_SATELLITE = "06 34 40 82 18 66 20 16 01 c9";
const FROM_SATELLITE = /^00 00 1e c2 82 14 01 00 42 /;
const EVENT = hex("34 12 02 00 00 00 00 20 00 04 01 30 01 57 20 18");

const KCS_INFO = "00 0f 0c 05 00 f2 1b 00 ff ff";
const SSIF_INFO = "00 07 0c 04 00 f2 1b 00 ff ff";

function kcsAndSsif() {
  const to = machine(KCS_AND_SSIF);
  const kcs = (request: string) => ask(to, request, 0, KCS_CHANNEL);
  const ssif = (request: string) => ask(to, request, 0, SSIF_CHANNEL);
  return { to, kcs, ssif };
}

describe("§22.24 Get Channel Info", () => {
  it("each interface has its own number and protocol, and can be asked about the other", () => {
    const { kcs, ssif } = kcsAndSsif();
    expect(kcs("06 42 0e")).toBe(KCS_INFO);
    expect(ssif("06 42 0e")).toBe(SSIF_INFO);
    for (const asker of [kcs, ssif]) {
      expect(asker("06 42 0f")).toBe(KCS_INFO);
      expect(asker("06 42 07")).toBe(SSIF_INFO);
    }
  });

  it.each([
    { kind: "bt", primary: "kcs", info: "00 05 0c 08 00 f2 1b 00 ff ff" },
    { kind: "kcs", primary: "bt", info: "00 06 0c 05 00 f2 1b 00 ff ff" },
    { kind: "ssif", primary: "bt", info: SSIF_INFO },
  ] as const)("$kind besides $primary", ({ kind, primary, info }) => {
    const to = machine({ systemInterface: primary, listen: ["unix:a", `unix:b,interface=${kind}`] });
    const qemu = new FakeQemu(to, "3f", kind);
    qemu.request(1, "06 42 0e");
    expect(qemu.received()).toEqual([`message 01 07.0 42 [${info}]`]);
  });

  it("a door that names the machine's own interface is at channel Fh", () => {
    const to = machine({ systemInterface: "ssif", listen: ["unix:a", "unix:b,interface=ssif"] });
    const qemu = new FakeQemu(to, "3f", "ssif");
    qemu.request(1, "06 42 0e");
    expect(qemu.received()).toEqual(["message 01 07.0 42 [00 0f 0c 04 00 f2 1b 00 ff ff]"]);
    expect(ask(to, "06 42 07")).toBe("cc");
  });

  it("has no sessions, like the primary interface", () => {
    const { ssif } = kcsAndSsif();
    expect(ssif("06 41 0e 80")).toBe("82");
    expect(ssif("06 41 07 80")).toBe("82");
  });
});

describe("§22.5–§22.7 messages", () => {
  it("the answer of a controller on the IPMB goes to the interface that asked", () => {
    const { kcs, ssif } = kcsAndSsif();
    expect(ssif(TO_SATELLITE)).toBe("00");
    expect(kcs("06 31")).toBe("00 00");
    expect(kcs("06 33")).toBe("80");
    expect(ssif("06 31")).toBe("00 01");
    expect(ssif("06 33")).toMatch(FROM_SATELLITE);
    expect(ssif("06 31")).toBe("00 00");
  });

  it("a message to a system interface goes to its queue", () => {
    const { kcs, ssif } = kcsAndSsif();
    expect(kcs("06 34 07 de ad")).toBe("00");
    expect(kcs("06 33")).toBe("80");
    expect(ssif("06 33")).toBe("00 07 de ad");
  });

  it("Clear Message Flags empties one queue", () => {
    const { kcs, ssif } = kcsAndSsif();
    kcs(TO_SATELLITE);
    ssif(TO_SATELLITE);
    expect(kcs("06 30 01")).toBe("00");
    expect(kcs("06 33")).toBe("80");
    expect(ssif("06 33")).toMatch(FROM_SATELLITE);
  });

  it("each interface receives from its own channel after power-up, and enables channels for itself", () => {
    const { kcs, ssif } = kcsAndSsif();
    expect(ssif("06 32 0e 02")).toBe("00 07 01");
    expect(ssif("06 32 0f 02")).toBe("00 0f 00");
    expect(ssif("06 32 00 01")).toBe("00 00 01");
    expect(kcs("06 32 00 02")).toBe("00 00 00");
  });
});

describe("§22.1–§22.4, §22.8 enables, flags and the event message buffer", () => {
  it("each interface has its own enables, except the one for the shared SEL", () => {
    const { kcs, ssif } = kcsAndSsif();
    expect(ssif("06 2e 87")).toBe("00");
    expect(ssif("06 2f")).toBe("00 87");
    expect(kcs("06 2f")).toBe("00 00");
    expect(kcs("06 2e 08")).toBe("00");
    expect(ssif("06 2f")).toBe("00 8f");
  });

  it("an event goes to the interfaces that enabled their buffer", () => {
    const { to, kcs, ssif } = kcsAndSsif();
    ssif("06 2e 0c");
    expect(to.bmc.messaging.putEvent(EVENT)).toBe(true);
    expect(kcs("06 31")).toBe("00 00");
    expect(ssif("06 31")).toBe("00 02");
    kcs("06 2e 0c");
    expect(to.bmc.messaging.putEvent(EVENT)).toBe(true);
    expect(kcs("06 35")).toMatch(/^00 34 12 /);
    expect(kcs("06 35")).toBe("80");
    expect(ssif("06 35")).toMatch(/^00 34 12 /);
  });

  it("the watchdog's pre-timeout interrupt shows at both, and each clears its own flag", () => {
    const { to, kcs, ssif } = kcsAndSsif();
    to.bmc.messaging.watchdogPreTimeout = true;
    expect(kcs("06 30 08")).toBe("00");
    expect([kcs("06 31"), ssif("06 31")]).toEqual(["00 00", "00 08"]);
  });

  it.each([
    ["Cold Reset", "06 02", "00 08"],
    ["Warm Reset", "06 03", "00 0f"],
  ])("%s empties both queues", (_name, reset, enables) => {
    const { kcs, ssif } = kcsAndSsif();
    ssif("06 2e 0f");
    kcs(TO_SATELLITE);
    ssif(TO_SATELLITE);
    expect(kcs(reset)).toBe("00");
    expect([kcs("06 33"), ssif("06 33")]).toEqual(["80", "80"]);
    expect(ssif("06 2f")).toBe(enables);
  });
});

describe("SMS_ATN and the messaging interrupt", () => {
  it("go to the door whose interface has the message", () => {
    const to = machine(KCS_AND_SSIF);
    const kcs = new FakeQemu(to, "3f");
    const ssif = new FakeQemu(to, "3f", "ssif");
    ssif.request(1, "06 2e 09");
    expect(ssif.received()).toEqual(["message 01 07.0 2e [00]", "control 05 []"]);
    ssif.request(2, TO_SATELLITE);
    expect(ssif.received()).toEqual(["message 02 07.0 34 [00]", "control 02 []"]);
    expect(kcs.received()).toEqual([]);
    expect(to.wires).toEqual({ attention: true, interrupt: true, interruptEnabled: true });
    ssif.request(3, "06 30 01");
    expect(ssif.received()).toEqual(["message 03 07.0 30 [00]", "control 00 []"]);
    expect(kcs.received()).toEqual([]);
  });

  it("two doors of one interface share them", () => {
    const to = machine({ ...KCS_AND_SSIF, listen: ["unix:a", "unix:b"] });
    const [one, other] = [new FakeQemu(to, "3f"), new FakeQemu(to, "3f")];
    one.request(1, TO_SATELLITE);
    expect(one.received()).toEqual(["message 01 07.0 34 [00]", "control 01 []"]);
    expect(other.received()).toEqual(["control 01 []"]);
  });
});
