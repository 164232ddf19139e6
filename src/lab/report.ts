/** Reports of a lab run: a table for people, JSON for programs, JUnit for CI. */
import { hex } from "../text/hex.ts";
import { hanging } from "../text/wrap.ts";
import { ATTACHMENTS, type Attachment } from "./attachment.ts";
import { type Classification, classify, describeClassification, summarize } from "./classify.ts";
import type { Acceptance } from "./model/acceptance.ts";
import { type RunResult, rowName } from "./run.ts";
import { expected } from "./scenario.ts";

export interface LabReport {
  /** Name of the tested subject: "QEMU emulator version 7.2.22 …" or "model, any". */
  readonly subject: string;
  readonly seed: number;
  readonly results: readonly RunResult[];
  /**
   * The expected kind of each device or interface: "bt" is also that of "pci-bt", unless that has its own. Results of a
   * device without one are compared with the nearest kind.
   */
  readonly expect: ReadonlyMap<Attachment, Acceptance>;
}

/** The kind that a device's rows are compared with. */
export function heldAgainst(report: LabReport, { interface: via, nearest }: Classification): Acceptance {
  return expectedOf(report, via) ?? nearest;
}

/** The expected kind of a device; undefined if there is no expectation. */
export function expectedOf({ expect }: Pick<LabReport, "expect">, via: Attachment): Acceptance | undefined {
  return expect.get(via) ?? expect.get(ATTACHMENTS[via].interface);
}

/** A sentence for each device that is not of the expected kind; empty when all are. */
export function unmet(report: LabReport): readonly string[] {
  const classes = classify(report.results);
  const ran = (via: Attachment) =>
    classes.some(({ interface: own }) => own === via || ATTACHMENTS[own].interface === via);
  const missing = [...report.expect]
    .filter(([via]) => !ran(via))
    .map(([via, kind]) => `${via}: expected ${kind}, but no scenario ran on it`);
  const others = classes.flatMap((found) => {
    const kind = expectedOf(report, found.interface);
    if (kind === undefined || found.kinds.includes(kind)) return [];
    return [`expected ${found.interface}: ${kind}; found ${describeClassification(found)}`];
  });
  return [...missing, ...others];
}

/** How the table looks on a screen. */
export interface Look {
  readonly width: number;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly strong: (text: string) => string;
}

/** Table with two parts per row: the outcome compared with the expected one, and the reason for the expectation. */
export function table(report: LabReport, { width: screen, good, bad, strong }: Look): string {
  const sections = classify(report.results).map((classification) => {
    const kind = heldAgainst(report, classification);
    const rows = report.results.filter((result) => result.interface === classification.interface);
    const width = Math.max(...rows.map((row) => rowName(row).length));
    const lines = rows.flatMap((row) => {
      const { scenario, outcomes, fits } = row;
      const happened = summarize(outcomes);
      const mark = fits.includes(kind) ? good("ok  ") : bad("DIFF");
      const instead = fits.includes(kind) ? "" : `, expected ${summarize(expected(scenario, kind))}`;
      return [
        hanging(`${mark} ${rowName(row).padEnd(width)}  `, `${happened}${instead}`, screen),
        hanging(" ".repeat(width + 7), scenario.why, screen),
      ];
    });
    return [`${classification.interface.toUpperCase()}, held against ${kind}`, "", ...lines, ""].join("\n");
  });
  const verdict = classify(report.results).map(describeClassification);
  return [
    hanging("", report.subject, screen),
    `seed ${report.seed}`,
    "",
    ...sections,
    "This QEMU is",
    ...verdict.map((line) => hanging("  ", strong(line), screen)),
    ...(isWithoutUefi(report) ? ["", "Scenarios with UEFI drivers did not run; --host uefi runs them."] : []),
    "",
  ].join("\n");
}

/** Whether a QEMU ran SMM in the test firmware, but not in UEFI. */
function isWithoutUefi({ results }: LabReport): boolean {
  return results.some(({ host }) => host === "firmware") && !results.some(({ host }) => host === "uefi");
}

/** JSON text with outcomes and sightings in full: the report's object, or an array of one for each of several QEMUs. */
export function json(reports: readonly LabReport[]): string {
  const objects = reports.map(plain);
  return JSON.stringify(objects.length === 1 ? objects[0] : objects, undefined, 2);
}

function plain(report: LabReport): object {
  const { subject, seed, results } = report;
  return {
    subject,
    seed,
    results: results.map(({ scenario, sightings, ...result }) => ({
      scenario: scenario.name,
      title: scenario.title,
      why: scenario.why,
      ...result,
      sightings: sightings.map(({ answer, ...sighting }) => ({
        ...sighting,
        answer: answer && hex(answer),
      })),
    })),
    classification: classify(results).map(({ deviating, ...classification }) => ({
      ...classification,
      deviating: deviating.map(({ scenario }) => scenario.name),
    })),
    unmet: unmet(report),
  };
}

/**
 * JUnit XML: a suite per QEMU and device, a case per scenario. A case fails if it does not fit the kind it is compared
 * with. With several QEMUs, a suite's name begins with its QEMU.
 */
export function junit(reports: readonly LabReport[]): string {
  const suites = reports.flatMap((report) => suitesOf(report, reports.length > 1 ? `${report.subject}: ` : ""));
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, "</testsuites>", ""].join("\n");
}

function suitesOf(report: LabReport, prefix: string): readonly string[] {
  return classify(report.results).map((classification) => {
    const kind = heldAgainst(report, classification);
    const rows = report.results.filter((result) => result.interface === classification.interface);
    const cases = rows.map((row) => {
      const { scenario, host, outcomes, fits, durationMs } = row;
      const open = `    <testcase classname="lab.${host}" name="${escapeXml(rowName(row))}" time="${(durationMs / 1000).toFixed(3)}"`;
      if (fits.includes(kind)) return `${open}/>`;
      const message = `expected ${summarize(expected(scenario, kind))}, happened ${summarize(outcomes)}`;
      return `${open}><failure message="${escapeXml(message)}">${escapeXml(scenario.why)}</failure></testcase>`;
    });
    const failures = rows.filter(({ fits }) => !fits.includes(kind)).length;
    const name = escapeXml(`${prefix}${classification.interface} as ${kind}`);
    const open = `  <testsuite name="${name}" tests="${rows.length}" failures="${failures}">`;
    return [open, ...cases, "  </testsuite>"].join("\n");
  });
}

const XML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => XML[character] ?? character);
}
