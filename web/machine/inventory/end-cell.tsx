/** The last cell of a session's row, with the button that ends it. */
export function EndCell({ what, end }: { readonly what: string; readonly end: () => Promise<unknown> }) {
  return (
    <td>
      <button type="button" class="quiet" aria-label={`End ${what}`} onClick={() => void end()}>
        End
      </button>
    </td>
  );
}
