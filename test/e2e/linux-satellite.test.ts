/**
 * Messages through the BMC of a Linux guest, over BT and over KCS: to a satellite controller by Send Message, and between LAN
 * clients and a program in the guest.
 */
import { expect, onTestFinished, test } from "vitest";
import { buildMessage, responseTo } from "../../src/ipmi/message.ts";
import { freePort } from "../support/doors/free-port.ts";
import { installProgram } from "../support/guest/guest-program.ts";
import { describeInGuests } from "../support/guest/tools.ts";
import { lanClient } from "../support/lan/lan-clients.ts";
import { UdpConsole } from "../support/lan/udp-console.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const port = await freePort();

const MACHINE = `
lan: { listen: "udp:127.0.0.1:${port}" }
users: { accounts: [{ id: 2, name: admin, password: secret }] }
satellites:
  - address: 0x82
    name: blade
    device: { id: 0x11, firmware: { major: 3, minor: 21 }, manufacturerId: 343, supports: [sensor, sdrRepository, sel, fru] }
    sensors:
      - number: 0x10
        name: Blade Temp
        type: temperature
        units: { base: degreesC }
        thresholds: { upperCritical: 70 }
        reading: 33
`;

const IPMITOOL = "ipmitool -t 0x82";
const FREEIPMI = "--target-channel-number=0 --target-slave-address=0x82";

describeInGuests(MACHINE, (tools) => {
  test("mc info and raw", async () => {
    const identity = { "Device ID": "17", "Firmware Revision": "3.21" };
    expect(await tools.printed(`${IPMITOOL} mc info`)).toMatchObject(identity);
    expect(await tools.printed(`bmc-info ${FREEIPMI} --get-device-id`)).toMatchObject(identity);
    expect(await tools.run(`ipmi-raw ${FREEIPMI} 0 6 1`)).toMatch(/^rcvd: 01 00 11 00 03 21 02 /);
  });

  test("sdr elist and sensor, of the satellite and through the BMC's own records", async () => {
    const row = ["Blade Temp", "10h", "ok", "7.1", "33 degrees C"];
    expect(await tools.rows(`${IPMITOOL} sdr elist`)).toEqual([row]);
    expect((await tools.rows("ipmitool sdr elist")).at(-1)).toEqual(row);
    expect((await tools.rows(`${IPMITOOL} sensor`))[0]?.slice(0, 4)).toEqual([
      "Blade Temp",
      "33.000",
      "degrees C",
      "ok",
    ]);
    const bridged = await tools.rows("ipmi-sensors --quiet-cache --no-header-output --bridge-sensors");
    expect(bridged.at(-1)?.slice(1)).toEqual(["Blade Temp", "Temperature", "33.00", "C", "'OK'"]);
  });

  test("sensor thresh, event and sel list: each controller has its own SEL", async () => {
    await tools.run(`${IPMITOOL} sensor thresh 'Blade Temp' ucr 60`);
    expect((await tools.rows(`${IPMITOOL} sensor`))[0]?.[8]).toBe("60.000");
    await tools.run(`${IPMITOOL} event 1`);
    expect((await tools.rows(`${IPMITOOL} sel list`)).map(([id, , , ...what]) => [id, ...what])).toEqual([
      ["1", "Temperature #0x30", "Upper Critical going high", "Asserted"],
    ]);
    expect(await tools.printed("ipmitool sel info")).toMatchObject({ Entries: "0" });
    await tools.run(`${IPMITOOL} sel clear`);
    expect(await tools.printed(`${IPMITOOL} sel info`)).toMatchObject({ Entries: "0" });
  });

  test("fru write and fru print", async () => {
    expect(await tools.run(`${IPMITOOL} fru read 0 /tmp/fru`, "stat -c %s /tmp/fru")).toMatch(/^2048$/m);
    await tools.run(
      "printf '\\001\\000\\000\\000\\000\\000\\000\\377' > /tmp/header",
      `${IPMITOOL} fru write 0 /tmp/header`,
    );
    expect(await tools.run(`ipmi-raw ${FREEIPMI} 0 0a 11 00 00 00 08`)).toMatch(
      /^rcvd: 11 00 08 01 00 00 00 00 00 00 FF/,
    );
  });

  test("a program in the guest answers ipmitool and FreeIPMI over the LAN, and asks a client", async () => {
    const { ipmitool, freeipmi } = lanClient(port);
    // The guest takes its time on a busy machine.
    const patient = ["-N", "60", "-l", "2"];
    const raw30 = ["-I", "lanplus", "-C", "3", ...patient, "raw", "0x30", "0x01"];
    expect(await ipmitool([...raw30, "0xaa"])).toContain("rsp=0xd3): Destination unavailable");
    await tools.run(`${await installProgram(tools.guest, "lan-answerer")} /tmp/answers`);
    expect(await ipmitool([...raw30, "0x0a", "0x0b", "0x0c"])).toBe("0c 0b 0a");
    expect(await ipmitool(["-I", "lan", "-L", "OPERATOR", ...patient, "raw", "0x30", "0x01", "0x0d"])).toBe("0d");
    const timeouts = ["--session-timeout=120000", "--retransmission-timeout=60000"];
    const raw = ["-D", "LAN_2_0", "-I", "17", "-l", "USER", ...timeouts, "2", "30", "01", "0e"];
    expect(await freeipmi("ipmi-raw", raw)).toBe("rcvd: 01 00 0E");

    const client = await UdpConsole.logIn({ port, name: "admin", password: "secret" });
    onTestFinished(() => client.close());
    const toGuest = { to: 0x20, netFn: 0x30, toLun: 2, from: 0x81, sequence: 9, fromLun: 0, cmd: 1 };
    const asked = client.carrying(buildMessage({ ...toGuest, data: new Uint8Array() }));
    const fromGuest = client.messageIn(await client.exchange(asked, PATIENCE.timeout));
    expect(fromGuest).toMatchObject({ to: 0x81, netFn: 0x30, from: 0x20, fromLun: 2, cmd: 2 });
    const response = client.carrying(buildMessage(responseTo(fromGuest, Uint8Array.of(0, 0x0f))));
    const answered = client.messageIn(await client.exchange(response, PATIENCE.timeout));
    expect(answered).toMatchObject({ netFn: 0x31, sequence: 9, cmd: 1, data: Buffer.of(0, 0x0f) });
    await client.logOut();

    const answers = [...new Set((await tools.run("cat /tmp/answers")).trimEnd().split("\n"))];
    expect(answers).toEqual([
      expect.stringMatching(/^channel 1 handle \d+ privilege 4 lun 0: 0a 0b 0c$/),
      expect.stringMatching(/^channel 1 handle \d+ privilege 3 lun 0: 0d$/),
      expect.stringMatching(/^channel 1 handle \d+ privilege 2 lun 0: 0e$/),
      expect.stringMatching(/^channel 1 handle \d+ privilege 4 lun 0: 0f$/),
    ]);
  });
});
