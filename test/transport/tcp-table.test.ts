import { describe, expect, it } from "vitest";
import { unixRole } from "../../src/transport/socket-role.ts";
import { TcpTable, tcpRole } from "../../src/transport/tcp-table.ts";

// Copied from Linux 6.1 on a little-endian machine; retrnsmt is hexadecimal, timeout is decimal.
const TCP = `\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:232A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1 0000000000000000 100 0 0 10 0
   1: 0100007F:232A 0100007F:9C40 01 00000000:00000000 02:00000100 00000000     0        0 102 1 0000000000000000 20 4 0 10 -1
   2: 0A4DC80A:232A 0B4DC80A:9C40 01 00000007:00000000 01:00000100 0000000B     0        0 103 1 0000000000000000 20 4 0 10 -1
   3: 0A4DC80A:232A 0B4DC80A:9C41 01 00000000:00000000 02:00000100 00000000     0       12 104 1 0000000000000000 20 4 0 10 -1
   4: 0A4DC80A:232A 0B4DC80A:9C42 08 00000000:00000000 00:00000000 00000000     0        0 105 1 0000000000000000 20 4 0 10 -1
   5: 0A4DC80A:232A 0B4DC80A:9C43 06 00000000:00000000 03:00000100 00000000     0        0 0 3 0000000000000000
`;
const TCP6 = `\
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:232A 00000000000000000000000001000000:9C40 01 00000000:00000000 01:00000100 00000003     0        0 201 1 0
   1: 0000000000000000FFFF00000100007F:232A 0000000000000000FFFF00000100007F:9C41 01 00000000:00000000 01:00000100 00000004     0        0 202 1 0
   2: B80D0120000000000000000001000000:232A B80D012000000000000000000A000000:9C42 01 00000000:00000000 01:00000100 00000005     0        0 203 1 0
`;
const UNIX = `\
Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 301 /run/bmc.sock
0000000000000000: 00000003 00000000 00000000 0001 03 302
0000000000000000: 00000002 00000000 00000000 0001 01 303 /run/only bound.sock
0000000000000000: 00000003 00000000 00000000 0002 03 304
0000000000000000: 00000002 00000000 00010000 0005 01 305 /run/udev/control
`;

describe("the kernel's lists of sockets", () => {
  it.each([
    ["nothing under way", TCP, "127.0.0.1", 9002, "127.0.0.1", 40000, undefined],
    ["retransmissions, in hexadecimal", TCP, "10.200.77.10", 9002, "10.200.77.11", 40000, [11, 0]],
    ["keepalive probes, in decimal", TCP, "10.200.77.10", 9002, "10.200.77.11", 40001, [0, 12]],
    ["another port", TCP, "10.200.77.10", 9002, "10.200.77.11", 40009, undefined],
    ["the same ports at another address", TCP, "10.200.77.12", 9002, "10.200.77.11", 40000, undefined],
    ["IPv6", TCP6, "::1", 9002, "::1", 40000, [3, 0]],
    ["IPv4 in IPv6", TCP6, "::ffff:127.0.0.1", 9002, "::ffff:127.0.0.1", 40001, [4, 0]],
    ["shortened IPv6", TCP6, "2001:db8::1", 9002, "2001:db8::a", 40002, [5, 0]],
    ["an empty list", "", "127.0.0.1", 1, "127.0.0.1", 2, undefined],
  ])("count what is unanswered: %s", (_title, table, address, port, remoteAddress, remotePort, counts) => {
    const remote = { address: remoteAddress, port: remotePort };
    const [retransmits, probes] = counts ?? [];
    const expected = counts && { retransmits, probes };
    expect(new TcpTable(table).unanswered({ address, port }, remote)).toEqual(expected);
  });

  it.each([
    [101, "listening"],
    [102, "connected"],
    [105, "connected"],
    [0, undefined],
    [999, undefined],
  ])("tell the role of the TCP socket with inode %i", (inode, role) => {
    expect(tcpRole(TCP, inode)).toBe(role);
  });

  it.each([
    [301, "listening"],
    [302, "connected"],
    [303, undefined],
    [304, undefined],
    [305, undefined],
    [999, undefined],
  ])("tell the role of the Unix socket with inode %i", (inode, role) => {
    expect(unixRole(UNIX, inode)).toBe(role);
  });
});
