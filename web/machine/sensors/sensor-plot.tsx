/** The readings of one sensor, the daemon's and those since the view was opened, drawn by uPlot, which is loaded for the first one. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { SensorStatus } from "../../../src/control/calls/sensor.ts";
import { call } from "../../api/client.ts";
import { calledAs, type Point, toldPoints, withEarlier } from "../history.ts";
import type { Plot } from "./plot.ts";

interface SensorPlotProps {
  readonly machine: string;
  readonly sensor: SensorStatus;
  readonly points: readonly Point[];
}

export function SensorPlot({ machine, sensor, points: live }: SensorPlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | undefined>(undefined);
  const [told, setTold] = useState<readonly Point[]>([]);
  const points = withEarlier(told, live);
  const latest = useRef(points);
  latest.current = points;
  useEffect(() => {
    let isGone = false;
    call("sensor.history", { machine, sensor: calledAs(sensor) }).then(
      (history) => setTold(toldPoints(history, Date.now())),
      () => {}, // the view says why its own reads fail
    );
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
  useEffect(() => plot.current?.show(points), [told, live]);
  return <div ref={place} class="plot" role="img" aria-label={`Readings of ${sensor.name}: ${summary(points)}`} />;
}

function summary(points: readonly Point[]): string {
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return "none yet";
  return `${values.length}, from ${Math.min(...values)} to ${Math.max(...values)}, now ${values.at(-1)}`;
}
