/** The fleet at a glance: a cell for each machine, colored by its state. The table has the same for screen readers. */
import { useEffect, useRef } from "preact/hooks";
import { machineHref } from "../router.ts";
import { type FleetRow, toneOf } from "./rows.ts";

const CELL = 12;
const GAP = 3;
/** A few machines need no map. */
const LEAST = 12;

export function FleetMap({ rows }: { readonly rows: readonly FleetRow[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { current } = canvas;
    if (!current) return;
    const redraw = () => draw(current, rows);
    redraw();
    const observer = new ResizeObserver(redraw);
    observer.observe(current.parentElement ?? current);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", redraw);
    return () => {
      observer.disconnect();
      scheme.removeEventListener("change", redraw);
    };
  }, [rows]);
  if (rows.length < LEAST) return null;
  const at = (event: MouseEvent) => {
    const columns = columnsOf(canvas.current?.parentElement?.clientWidth ?? 0);
    return rows[Math.floor(event.offsetY / CELL) * columns + Math.floor(event.offsetX / CELL)];
  };
  return (
    <div class="map" aria-hidden="true">
      {/* Without padding: its width is the canvas's. A canvas that is too wide shrinks, and its cells with it. */}
      <div>
        <canvas
          ref={canvas}
          onMouseMove={(event) => {
            const row = at(event);
            event.currentTarget.title = row ? [row.name, row.power, ...row.troubles].join(", ") : "";
          }}
          onClick={(event) => {
            const row = at(event);
            if (row?.machine) location.hash = machineHref(row.name);
          }}
        />
      </div>
    </div>
  );
}

const columnsOf = (width: number) => Math.max(1, Math.floor((width + GAP) / CELL));

function draw(canvas: HTMLCanvasElement, rows: readonly FleetRow[]): void {
  const columns = columnsOf(canvas.parentElement?.clientWidth ?? 0);
  const width = columns * CELL;
  const height = Math.ceil(rows.length / columns) * CELL;
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name);
  const colors = { ok: color("--map-ok"), off: color("--map-off"), warn: color("--map-warn"), bad: color("--map-bad") };
  for (const [index, row] of rows.entries()) {
    context.fillStyle = colors[colorOf(row)];
    context.beginPath();
    const x = (index % columns) * CELL;
    context.roundRect(x, Math.floor(index / columns) * CELL, CELL - GAP, CELL - GAP, 2);
    context.fill();
  }
}

function colorOf(row: FleetRow): "ok" | "off" | "warn" | "bad" {
  const tone = toneOf(row);
  return tone === "ok" && row.power === "off" ? "off" : tone;
}
