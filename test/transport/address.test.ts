import { describe, expect, it } from "vitest";
import {
  type Address,
  formatAddress,
  formatDoor,
  interfacesOf,
  parseAddress,
  parseDoor,
} from "../../src/transport/address.ts";
import { DoorError } from "../../src/transport/door.ts";

const VALID: readonly [text: string, address: Address, formatted: string][] = [
  ["unix:/run/bmc.sock", { kind: "unix", path: "/run/bmc.sock" }, "unix:/run/bmc.sock"],
  ["unix:a b:c", { kind: "unix", path: "a b:c" }, "unix:a b:c"],
  ["tcp:10.0.0.1:9002", { kind: "tcp", host: "10.0.0.1", port: 9002 }, "tcp:10.0.0.1:9002"],
  ["tcp:bmc.example:0", { kind: "tcp", host: "bmc.example", port: 0 }, "tcp:bmc.example:0"],
  ["tcp::9002", { kind: "tcp", host: "127.0.0.1", port: 9002 }, "tcp:127.0.0.1:9002"],
  ["tcp:9002", { kind: "tcp", host: "127.0.0.1", port: 9002 }, "tcp:127.0.0.1:9002"],
  ["tcp:[::1]:65535", { kind: "tcp", host: "::1", port: 65535 }, "tcp:[::1]:65535"],
  ["tls:0.0.0.0:9003", { kind: "tls", host: "0.0.0.0", port: 9003 }, "tls:0.0.0.0:9003"],
  ["fd:0", { kind: "fd", fd: 0 }, "fd:0"],
  ["fd:3", { kind: "fd", fd: 3 }, "fd:3"],
  ["connect:unix:/q.sock", { kind: "connect", to: { kind: "unix", path: "/q.sock" } }, "connect:unix:/q.sock"],
  ["connect:tcp:[::1]:1", { kind: "connect", to: { kind: "tcp", host: "::1", port: 1 } }, "connect:tcp:[::1]:1"],
  ["connect:tls:q:2", { kind: "connect", to: { kind: "tls", host: "q", port: 2 } }, "connect:tls:q:2"],
];

const INVALID: readonly [text: string, why: string][] = [
  ["", "it is empty"],
  ["/run/bmc.sock", "does not start with the kind of door"],
  ["udp:1.2.3.4:5", "does not start with the kind of door"],
  ["UNIX:/x", "does not start with the kind of door"],
  ["unix:", "the path is missing"],
  ["unix:@bmc", "abstract sockets are not supported; unix:./@bmc is a file of that name"],
  ["connect:unix:@qemu", "abstract sockets are not supported"],
  ["unix:/a\0b", "NUL byte"],
  ["tcp:", "is not HOST:PORT"],
  ["tcp:localhost", '"localhost" is not HOST:PORT'],
  ["tcp:localhost:", "is not HOST:PORT"],
  ["tcp:localhost:http", "is not HOST:PORT"],
  ["tcp:::1:9002", "IPv6 address stands in brackets"],
  ["tcp:[localhost]:9002", '"localhost" is not an IPv6 address'],
  ["tcp:a b:1", "is not HOST:PORT"],
  ["tcp:localhost:-1", "is not HOST:PORT"],
  ["tcp:localhost:65536", "the port is above 65535"],
  ["tls:x:99999", "the port is above 65535"],
  ["fd:", "not the number of a descriptor"],
  ["fd:x", "not the number of a descriptor"],
  ["fd:3.5", "not the number of a descriptor"],
  ["fd:2147483648", "not the number of a descriptor"],
  ["fd:1", "the daemon's own output"],
  ["fd:2", "the daemon's own output"],
  ["connect:", "after connect: comes"],
  ["connect:fd:3", "after connect: comes"],
  ["connect:connect:unix:/x", "after connect: comes"],
  ["connect:tcp:localhost:0", "port 0 cannot be dialed"],
];

describe("addresses of doors", () => {
  it.each(VALID)("%j is read", (text, address, formatted) => {
    expect(parseAddress(text)).toEqual(address);
    expect(formatAddress(address)).toBe(formatted);
    expect(parseAddress(formatted)).toEqual(address);
  });

  it.each(INVALID)("%j is refused, with the text, the reason and the valid forms", (text, why) => {
    expect(() => parseAddress(text)).toThrow(DoorError);
    expect(() => parseAddress(text)).toThrow(`"${text}" is not an address: `);
    expect(() => parseAddress(text)).toThrow(why);
    expect(() => parseAddress(text)).toThrow("unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, fd:N");
  });
});

describe("doors with an interface of their own", () => {
  const path = (text: string): Address => ({ kind: "unix", path: text });
  it.each<[text: string, address: Address, kind: string | undefined]>([
    ["unix:/b.sock", path("/b.sock"), undefined],
    ["unix:/b.sock,interface=ssif", path("/b.sock"), "ssif"],
    ["unix:/a,b.sock,interface=kcs", path("/a,b.sock"), "kcs"],
    ["unix:/a,b.sock", path("/a,b.sock"), undefined],
    ["tcp:127.0.0.1:9002,interface=bt", { kind: "tcp", host: "127.0.0.1", port: 9002 }, "bt"],
    ["fd:3,interface=kcs", { kind: "fd", fd: 3 }, "kcs"],
    ["connect:unix:/q.sock,interface=kcs", { kind: "connect", to: { kind: "unix", path: "/q.sock" } }, "kcs"],
  ])("%j is read", (text, address, kind) => {
    expect(parseDoor(text)).toEqual({ address, interface: kind });
    expect(formatDoor(parseDoor(text))).toBe(text);
  });

  it.each([
    ["unix:/b,interface=smic", '"unix:/b,interface=smic" has the interface "smic"; expected one of bt, kcs, ssif'],
    ["unix:/b,interface=", '"unix:/b,interface=" has the interface ""; expected one of bt, kcs, ssif'],
    ["unix:/b,interface=KCS", 'has the interface "KCS"'],
    ["unix:,interface=kcs", '"unix:" is not an address: the path is missing'],
    ["interface=kcs", "quote the address before it together with this option"],
    ["tcp:9002,irq=7", '"9002,irq=7" is not HOST:PORT'],
  ])("%j is refused", (text, why) => {
    expect(() => parseDoor(text)).toThrow(DoorError);
    expect(() => parseDoor(text)).toThrow(why);
  });

  it("the kinds that doors name are known, each once", () => {
    expect([...interfacesOf(["unix:/a", "unix:/b,interface=ssif", "fd:3,interface=ssif"])]).toEqual(["ssif"]);
  });
});
