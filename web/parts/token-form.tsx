/** The form for the API's token. */
import { setToken, tokenRefusal } from "../api/token.ts";

export function TokenForm() {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement).get("token");
    if (typeof given === "string" && given.trim() !== "") setToken(given.trim());
  };
  return (
    <main class="gate">
      <h1>extern-bmc</h1>
      <p>This page drives the daemon through its HTTP API, which needs the daemon's token.</p>
      <form onSubmit={submit}>
        <label>
          Token
          <input name="token" type="password" autocomplete="off" required spellcheck={false} />
        </label>
        <button type="submit" class="primary">
          Open
        </button>
      </form>
      {tokenRefusal.value !== undefined && (
        <p class="problem" role="alert">
          {tokenRefusal.value}
        </p>
      )}
      <p class="hint">
        The token is in the file of <code>--http-token-file</code>, or in <code>EXTERN_BMC_HTTP_TOKEN</code>. The
        command <code>extern-bmc open</code> prints the page's address with it. The token stays in this tab.
      </p>
    </main>
  );
}
