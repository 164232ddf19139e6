/** Reports of a campaign: a table for people, JSON for programs, JUnit for CI. */
import { columns } from "../../text/columns.ts";
import { hanging } from "../../text/wrap.ts";
import { escapeXml } from "../report.ts";
import type { Boot } from "./boot.ts";
import type { Campaign, FaultResult } from "./campaign.ts";
import { type Expectation, unmetBy } from "./expectation.ts";
import type { FirmwareInterface } from "./fault.ts";

export interface CampaignReport extends Campaign {
  /** The image, as the user named it, and how it is mapped: "MY_OVMF.fd, as flash". */
  readonly firmware: string;
  /** QEMU's version and path. */
  readonly qemu: string;
  readonly interface: FirmwareInterface;
  readonly expect: Expectation | undefined;
}

/** A sentence for each result that is not as expected. */
export function unmet({ results, expect }: CampaignReport): readonly string[] {
  return results.flatMap((result) => {
    const kind = unmetBy(result, expect);
    return kind === undefined ? [] : [`${result.boot.fault.name}: expected ${kind}, and it ${result.outcome}`];
  });
}

const HEADINGS = ["FAULT", "OUTCOME", "TIME", "EXTRA", "REQUESTS", "FAULTED", "THE BMC"];

export function table(report: CampaignReport, width = Number.POSITIVE_INFINITY): string {
  const { faultless, results, lateMs } = report;
  const base = ["none", "boots", seconds(faultless.guestMs), "", `${faultless.requests}`, "", faultless.fault.title];
  const rows = [HEADINGS, base, ...results.map((result) => row(result, report.expect))];
  return [
    `${report.firmware}, on ${report.interface}`,
    report.qemu,
    "",
    columns(rows, width),
    "",
    ...asked(report, width),
    hanging("", `Late: more than ${seconds(lateMs)} longer than without a fault, the host's load left out.`, width),
    "",
  ].join("\n");
}

/** The commands without a fault, and those of the boots that asked something else. */
function asked({ faultless, results }: CampaignReport, width: number): readonly string[] {
  const usual = commandsOf(faultless);
  const others = results.map(({ boot }) => boot).filter((boot) => boot.requests > 0 && commandsOf(boot) !== usual);
  const longest = Math.max(0, ...others.map(({ fault }) => fault.name.length));
  const lines = others.map((boot) => hanging(`  ${boot.fault.name.padEnd(longest)}  `, commandsOf(boot), width));
  return [
    hanging("", `Without a fault the firmware asked: ${usual}.`, width),
    ...(lines.length > 0 ? ["It asked otherwise with", ...lines] : []),
  ];
}

function row(result: FaultResult, expect: Expectation | undefined): readonly string[] {
  const { boot, outcome, extraMs } = result;
  const mark = unmetBy(result, expect) === undefined ? "" : " (!)";
  return [
    boot.fault.name,
    `${outcome}${mark}`,
    boot.end === "booted" ? seconds(boot.guestMs) : `>${seconds(boot.guestMs)}`,
    extraMs === undefined ? "" : `${extraMs < -50 ? "-" : "+"}${seconds(Math.abs(extraMs))}`,
    `${boot.requests}`,
    `${boot.faulted}`,
    [boot.fault.title, ...notes(boot)].join("; "),
  ];
}

/** Facts about a boot that its row does not show. */
export function notes({ requests, faulted, fault, resets, qemuEnd }: Boot): readonly string[] {
  const untouched = requests > 0 && faulted === 0 && fault.bmc.rules.some(({ attention }) => attention === undefined);
  return [
    ...(requests === 0 ? ["no request came"] : untouched ? ["NO REQUEST MET THE FAULT"] : []),
    ...(resets > 0 ? [`${resets} resets`] : []),
    ...(qemuEnd === undefined ? [] : [`QEMU: ${qemuEnd}`]),
  ];
}

/** "Get Device ID ×3, Get Self Test Results". */
export function commandsOf({ commands }: Boot): string {
  return [...commands].map(([name, count]) => (count > 1 ? `${name} ×${count}` : name)).join(", ");
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** JSON text of one object. */
export function json(report: CampaignReport): string {
  const { firmware, qemu, interface: via, faultless, results, lateMs } = report;
  const value = {
    ...{ firmware, qemu, interface: via, lateMs: Math.round(lateMs) },
    faultless: bootValue(faultless),
    results: results.map((result) => ({
      ...bootValue(result.boot),
      outcome: result.outcome,
      extraMs: result.extraMs === undefined ? undefined : Math.round(result.extraMs),
      unmet: unmetBy(result, report.expect),
    })),
    unmet: unmet(report),
  };
  return JSON.stringify(value, undefined, 2);
}

function bootValue(boot: Boot) {
  const { fault, commands, cpu, profile, qemuEnd, lastLines, commandLine, ...rest } = boot;
  const rounded = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms));
  return {
    fault: fault.name,
    title: fault.title,
    ...rest,
    guestMs: rounded(boot.guestMs),
    realMs: rounded(boot.realMs),
    cpu: cpu && { ranMs: rounded(cpu.ranMs), readyMs: rounded(cpu.readyMs) },
    firstRequestMs: rounded(boot.firstRequestMs),
    lastRequestMs: rounded(boot.lastRequestMs),
    commands: Object.fromEntries(commands),
    notes: notes(boot),
    ...{ qemuEnd, lastLines, commandLine },
  };
}

/** JUnit XML: a case per fault, which fails if it is not as expected. */
export function junit(report: CampaignReport): string {
  const cases = report.results.map((result) => {
    const { boot, outcome } = result;
    const time = (boot.realMs / 1000).toFixed(3);
    const open = `    <testcase classname="lab.firmware.${report.interface}" name="${escapeXml(boot.fault.name)}" time="${time}">`;
    const kind = unmetBy(result, report.expect);
    const failure = `<failure message="expected ${kind}, and it ${outcome}">${escapeXml(boot.fault.title)}</failure>`;
    const story = [outcome, commandsOf(boot) || "no request came", ...notes(boot), ...boot.lastLines].join("\n");
    return `${open}${kind === undefined ? "" : failure}<system-out>${escapeXml(story)}</system-out></testcase>`;
  });
  const name = escapeXml(`${report.firmware}, on ${report.interface}`);
  const open = `  <testsuite name="${name}" tests="${cases.length}" failures="${unmet(report).length}">`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    open,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}
