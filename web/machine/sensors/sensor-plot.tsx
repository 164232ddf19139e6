/** The readings of one sensor since the view was opened, drawn by uPlot, which is loaded for the first one. */
import { useEffect, useRef } from "preact/hooks";
import type { SensorStatus } from "../../../src/control/calls/sensor.ts";
import type { Point } from "../history.ts";
import type { Plot } from "./plot.ts";

interface SensorPlotProps {
  readonly sensor: SensorStatus;
  readonly points: readonly Point[];
}

export function SensorPlot({ sensor, points }: SensorPlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | undefined>(undefined);
  const latest = useRef(points);
  latest.current = points;
  useEffect(() => {
    let isGone = false;
    void import("./plot.ts").then(({ openPlot }) => {
      if (isGone || !place.current) return;
      plot.current = openPlot(place.current, sensor);
      plot.current.show(latest.current);
    });
    return () => {
      isGone = true;
      plot.current?.close();
    };
  }, []);
  useEffect(() => plot.current?.show(points), [points]);
  return <div ref={place} class="plot" role="img" aria-label={`Readings of ${sensor.name}: ${summary(points)}`} />;
}

function summary(points: readonly Point[]): string {
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return "none yet";
  return `${values.length}, from ${Math.min(...values)} to ${Math.max(...values)}, now ${values.at(-1)}`;
}
