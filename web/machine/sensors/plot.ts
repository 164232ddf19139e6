/** uPlot with the page's colors, and lines at the thresholds. */
import UPlot from "uplot";
import type { SensorStatus } from "../../../src/control/calls/sensor.ts";
import type { Point } from "../history.ts";

export interface Plot {
  show(points: readonly Point[]): void;
  close(): void;
}

const HEIGHT = 180;

export function openPlot(place: HTMLElement, { name, unit, thresholds }: SensorStatus): Plot {
  const color = (property: string) => getComputedStyle(place).getPropertyValue(property).trim();
  const axis = () => ({ stroke: () => color("--plot-text"), grid: { stroke: () => color("--plot-grid"), width: 1 } });
  const lines = Object.entries(thresholds).map(([threshold, value]) => ({
    value,
    tone: threshold.endsWith("NonCritical") ? "--plot-warn" : "--plot-bad",
  }));
  // A reading lasts until the next one.
  const paths = UPlot.paths.stepped?.({ align: 1 });
  const plot = new UPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      cursor: { y: false },
      legend: { live: true },
      scales: { y: { range: (_plot, least, most) => rangeOf(least, most) } },
      series: [
        { label: "time (UTC)", value: (_plot, seconds) => clockOf(seconds) },
        {
          label: name,
          stroke: () => color("--plot-line"),
          width: 2,
          spanGaps: false,
          ...(paths && { paths }),
          points: { show: false },
          value: (_plot, value) => (value === null ? "–" : `${value} ${unit ?? ""}`),
        },
      ],
      axes: [
        { ...axis(), values: (_plot, places) => places.map(clockOf) },
        { ...axis(), size: 60 },
      ],
      hooks: { draw: [(drawn) => drawThresholds(drawn, lines, color)] },
    },
    [[], []],
    place,
  );
  const observer = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT }));
  observer.observe(place);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const redraw = () => plot.redraw();
  scheme.addEventListener("change", redraw);
  return {
    show(points) {
      plot.setData([points.map(({ epochMs }) => epochMs / 1000), points.map(({ value }) => value)]);
    },
    close() {
      observer.disconnect();
      scheme.removeEventListener("change", redraw);
      plot.destroy();
    },
  };
}

/** `19:31:34` in UTC. */
function clockOf(seconds: number | null): string {
  return seconds === null ? "–" : new Date(seconds * 1000).toISOString().slice(11, 19);
}

/** A reading that never changes has room around it. */
function rangeOf(least: number | null, most: number | null): [number, number] {
  const [from, to] = [least ?? 0, most ?? 1];
  const room = (to - from) * 0.15 || Math.max(1, Math.abs(to) * 0.1);
  return [from - room, to + room];
}

function drawThresholds(
  plot: UPlot,
  lines: readonly { readonly value: number; readonly tone: string }[],
  color: (property: string) => string,
): void {
  const { ctx, bbox } = plot;
  const { min = 0, max = 0 } = plot.scales["y"] ?? {};
  ctx.save();
  ctx.setLineDash([6, 4]);
  for (const { value, tone } of lines.filter(({ value }) => value >= (min ?? 0) && value <= (max ?? 0))) {
    const y = plot.valToPos(value, "y", true);
    ctx.strokeStyle = color(tone);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}
