/** Pages of a long table: `50–99 of 1000`, and buttons. */
import type { Signal } from "@preact/signals";
import { ROWS_A_PAGE } from "../limits.ts";

interface PagerProps {
  readonly total: number;
  /** Number of the page, from 0. The buttons change it. */
  readonly page: Signal<number>;
  readonly of: string;
}

export function pageOf<T>(rows: readonly T[], page: number): readonly T[] {
  const at = clamped(page, rows.length) * ROWS_A_PAGE;
  return rows.slice(at, at + ROWS_A_PAGE);
}

export function Pager({ total, page, of }: PagerProps) {
  if (total <= ROWS_A_PAGE) return null;
  const at = clamped(page.value, total);
  const turn = (to: number) => {
    page.value = to;
  };
  const last = lastPage(total);
  const from = at * ROWS_A_PAGE + 1;
  return (
    <nav class="pager" aria-label={`Pages of ${of}`}>
      <button type="button" disabled={at === 0} onClick={() => turn(at - 1)}>
        Previous
      </button>
      <span>
        {from}–{Math.min(from + ROWS_A_PAGE - 1, total)} of {total}
      </span>
      <button type="button" disabled={at === last} onClick={() => turn(at + 1)}>
        Next
      </button>
    </nav>
  );
}

const lastPage = (total: number) => Math.max(0, Math.ceil(total / ROWS_A_PAGE) - 1);
const clamped = (page: number, total: number) => Math.min(page, lastPage(total));
