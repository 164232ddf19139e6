/** The address of the web page, for a browser. */

export interface PageAccess {
  /** `http://127.0.0.1:9623` */
  readonly url: string;
  /** Token of the API. */
  readonly token?: string | undefined;
}

/** Returns the address that opens the page logged in. Browsers keep what is behind # to themselves and the page's script. */
export function pageAddress({ url, token }: PageAccess): string {
  return token === undefined ? url : `${url}/#token=${encodeURIComponent(token)}`;
}
