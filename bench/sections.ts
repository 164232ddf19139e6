/** Sections of docs/performance.md, in order. A benchmark without saved results has no section. */
export interface Section {
  /** Name of the benchmark, of its file and of its results. */
  readonly name: "round-trip" | "guest" | "lan" | "redfish" | "neighbors" | "turns" | "scale" | "start-up";
  /** Its npm script. */
  readonly script: string;
  readonly title: string;
  readonly about: string;
}

export const SECTIONS: readonly Section[] = [
  {
    name: "round-trip",
    script: "bench",
    title: "A round trip",
    about: `\
The time from a request, Get Device ID, to its answer, and the answers per second, side by side with \`ipmi_sim\` and with a
server on \`node:net\` that only counts end marks (echo). Servers and client are pinned: all on one core, or the client on
another one.`,
  },
  {
    name: "guest",
    script: "bench:guest",
    title: "In a guest",
    about: `\
300 requests, one at a time, of \`ipmitool exec\` in a Linux guest under TCG, through the kernel's driver and QEMU's device with
an interrupt. QEMU's own BMC answers within QEMU. The least server is a C program that answers this one request with constant
bytes: no BMC behind a socket can be faster. Bare Node does the same on \`node:net\`: the bound for any on Node.`,
  },
  {
    name: "lan",
    script: "bench:lan",
    title: "Over the network",
    about: `\
IPMI over LAN, side by side with \`ipmi_sim\`: Get Device ID in an open session, one at a time and with 8 in flight; log-ins, each
with its log-out, from 64 addresses in turn; a whole run of ipmitool; and \`ipmipower\` that asks the power status of many machines
of one daemon. Servers and client are pinned as in the first section. CPU is the server's.`,
  },
  {
    name: "redfish",
    script: "bench:redfish",
    title: "Redfish",
    about: `\
Redfish, side by side with sushy-emulator on its fake driver: requests one at a time and with 16 in flight, a log-in with its
log-out, a reset, and a crawl of the whole tree; then daemons of many machines without HTTP, and with each kind of its doors.
Servers and client are pinned as in the first section. CPU is the server's.`,
  },
  {
    name: "neighbors",
    script: "bench:neighbors",
    title: "Beside a noisy neighbor",
    about: `\
The latency of a quiet machine that asks Get Device ID every 5 ms, beside a peer that makes a noise. The rows of LAN are of a
daemon with 500 LAN doors, of which one gets the noise. In the rows \`none\` the daemon's core sleeps between two requests, and the
time that it takes to wake is in their figures: a process that kept it awake took about 1 ms off the p99 of a virtual machine. The rows of bare Node are no daemon, but a server
on \`node:net\` and \`node:http\` that greets and answers with constants, and keeps and limits nothing: the bound for any on Node.`,
  },
  {
    name: "turns",
    script: "bench:turns",
    title: "The longest turn",
    about: `\
A guest waits at most for one turn of the daemon's event loop. The longest one during work that an operator or a guest can
give it: milliseconds of the main thread's processor time, which other programs on the machine do not lengthen, V8's garbage
collections included.`,
  },
  {
    name: "scale",
    script: "bench:scale",
    title: "Many machines",
    about: `\
One daemon with 1 to 1,000 machines, and as many processes of \`ipmi_sim\`: the start, the answers per second and the round trips
with one request in flight at each machine, the memory of a machine, and the processor time without requests. The servers are
pinned to one core and the client to another. A steady rate sends requests to all machines in turn; the time of one counts from when
it was due. Memory is what no other process shares; for extern-bmc, without that of a daemon
with one machine.`,
  },
  {
    name: "start-up",
    script: "bench:start",
    title: "The start",
    about: `\
The time from the start of the process to the ready line, for the installed package: with its door set by a flag, with and
without a filled compile cache; with a file of one sensor; and with the shipped server of 61 sensors. A bare Node until its first
line is the lower bound; \`ipmi_sim\` is timed until it listens. RSS is the resident memory, and own the part of it that no other
process shares. The processes are not pinned. The milliseconds depend on the host: on one where a bare Node took 15 ms, a start with
a file took 88 ms, and one with \`--extends server\` 74 ms.`,
  },
];
