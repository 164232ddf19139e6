/** The text format of Prometheus, version 0.0.4. */

/** One value of a metric. */
export interface Series {
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly value: number;
  /** Name that the format has in place of the metric's: of a histogram's buckets, sum and count. */
  readonly metricName?: string | undefined;
}

/** A metric. Its values are made while they are written. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  series(): Iterable<Series>;
}

/** Yields the lines of a metric, and an empty one after it. */
export function* linesOf({ name, help, type, series }: Family): Generator<string> {
  yield `# HELP ${name} ${escaped(help)}`;
  yield `# TYPE ${name} ${type}`;
  for (const { labels, value, metricName = name } of series()) {
    const pairs = Object.entries(labels).map(
      ([label, text]) => `${label}="${escaped(`${text}`).replaceAll('"', '\\"')}"`,
    );
    yield `${metricName}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${valueText(value)}`;
  }
  yield "";
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return `${value}`;
  return value < 0 ? "-Inf" : "+Inf";
}
