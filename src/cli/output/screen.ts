/** Widths of output in columns. */

type Screen = Pick<NodeJS.WriteStream, "isTTY" | "columns">;

/** Width of help where there is no terminal. */
const USUAL_WIDTH = 80;
/** Longer lines are hard to read. */
const MAX_FOR_HELP = 120;
/** Narrower terminals wrap lines by themselves. */
const LEAST_WIDTH = 40;

/** Width of tables: unlimited where there is no terminal, so that grep finds whole rows. */
export function screenWidth(screen: Screen = process.stdout, env = process.env): number {
  return screen.isTTY ? Math.max(LEAST_WIDTH, columnsIn(screen, env) ?? USUAL_WIDTH) : Number.POSITIVE_INFINITY;
}

/** Width of help. */
export function helpWidth(screen: Screen = process.stdout, env = process.env): number {
  return Math.min(MAX_FOR_HELP, Math.max(LEAST_WIDTH, columnsIn(screen, env) ?? USUAL_WIDTH));
}

/** COLUMNS overrides what the terminal says; some terminals say 0. */
function columnsIn({ isTTY, columns }: Screen, { COLUMNS = "" }: NodeJS.ProcessEnv): number | undefined {
  return (/^\d+$/.test(COLUMNS) && Number(COLUMNS)) || (isTTY && columns) || undefined;
}
