/** A door whose machine echoes. Keeps its log lines and connections for the test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { type Connection, type Door, type DoorOptions, openDoor } from "../../../src/transport/door.ts";

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface EchoDoor {
  readonly door: Door;
  readonly connections: readonly Connection[];
  readonly lines: readonly LogLine[];
}

/** Opens a door that the test's end closes. */
export async function openEchoDoor(options: DoorOptions): Promise<EchoDoor> {
  const connections: Connection[] = [];
  const lines: LogLine[] = [];
  const log = pino({ base: null }, { write: (line) => lines.push(JSON.parse(line)) });
  const echo = (connection: Connection) => {
    connections.push(connection);
    connection.stream.on("data", (bytes: Buffer) => connection.stream.write(bytes));
  };
  const door = await openDoor(options, echo, log);
  onTestFinished(() => door.close());
  return { door, connections, lines };
}

/** A directory that the test's end removes. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
