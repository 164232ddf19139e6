/** The latest readings as a line. */
import { SPARK_POINTS } from "../../limits.ts";
import type { Tone } from "../../parts/tone.ts";
import type { Point } from "../history.ts";

const WIDTH = 110;
const HEIGHT = 22;
const EDGE = 2;

/** The path of an SVG; a gap where there was no reading. */
export function sparkPath(points: readonly Point[]): string {
  const latest = points.slice(-SPARK_POINTS);
  const values = latest.flatMap(({ value }) => value ?? []);
  if (values.length < 2) return "";
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const spread = most - least;
  const first = SPARK_POINTS - latest.length;
  const x = (index: number) => (((first + index) / (SPARK_POINTS - 1)) * WIDTH).toFixed(1);
  const y = (value: number) =>
    (spread === 0 ? HEIGHT / 2 : HEIGHT - EDGE - ((value - least) / spread) * (HEIGHT - 2 * EDGE)).toFixed(1);
  return latest
    .map(({ value }, index) => {
      if (value === null) return "";
      const begins = index === 0 || latest[index - 1]?.value === null;
      return `${begins ? "M" : "L"}${x(index)} ${y(value)}`;
    })
    .join("");
}

export function Spark({ points, tone }: { readonly points: readonly Point[]; readonly tone: Tone }) {
  const path = sparkPath(points);
  return (
    <svg class={`spark ${tone}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      {path !== "" && <path d={path} />}
    </svg>
  );
}
