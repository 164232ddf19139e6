import { expect, it } from "vitest";
import { parseSerialAddress, serialDoor } from "../../src/serial/serial-address.ts";

it.each([
  ["unix:/run/ser0", "unix:/run/ser0", false],
  ["connect:unix:/run/ser0", "connect:unix:/run/ser0", false],
  ["tcp:5000", "tcp:127.0.0.1:5000", false],
  ["connect:tcp:[::1]:5000", "connect:tcp:[::1]:5000", false],
  ["telnet:5000", "tcp:127.0.0.1:5000", true],
  ["connect:telnet:vm0:5000", "connect:tcp:vm0:5000", true],
])("%s is the socket %s", (text, door, telnet) => {
  expect(parseSerialAddress(text)).toMatchObject({ kind: "socket", telnet });
  expect(serialDoor(text)).toBe(door);
});

it("a pty is its path", () => {
  expect(parseSerialAddress("pty:/dev/pts/3")).toEqual({ kind: "pty", path: "/dev/pts/3" });
  expect(serialDoor("pty:/dev/pts/3")).toBeUndefined();
});

it.each([
  ["", "it is empty"],
  ["ser0", "it does not start with the kind of door"],
  ["pty:3", "the path must be absolute"],
  ["tls:host:1", "tls: is for doors"],
  ["fd:3", "fd: is for doors"],
  ["connect:/tmp/ser0", "after connect: comes an address with its kind, such as connect:unix:PATH"],
  ["connect:telnet:", "is not HOST:PORT"],
  ["connect:telnet:h:0", "port 0 cannot be dialed"],
])("refuses %j: %s", (text, why) => {
  expect(() => parseSerialAddress(text)).toThrow(`"${text}" is not the address of a serial port: `);
  expect(() => parseSerialAddress(text)).toThrow(why);
});
