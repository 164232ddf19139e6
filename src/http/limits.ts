/** Limits on everything that a client of an HTTP port can make grow. Past them it is refused, and the refusal is counted. */

export interface HttpLimits {
  /** Connections at once. Monitoring needs one for each scraper or probe, a test suite one or two for each worker. */
  readonly connections: number;
  /** Connections at once from one address, so that one client leaves room for the others. */
  readonly connectionsAnAddress: number;
  /** Bytes of a request: its line and headers. Prometheus sends about 300. */
  readonly requestBytes: number;
  /** Bytes of a body: as many as a message of the control socket has. */
  readonly bodyBytes: number;
  /** Requests of an address, a second and at once; each has a turn of the event loop, so a guest waits for one at most. */
  readonly requestsASecond: number;
  readonly requestsAtOnce: number;
  /** Log-ins that fail, of an address: a second, and at once. Past them, credentials are refused unread. */
  readonly failedLoginsASecond: number;
  readonly failedLoginsAtOnce: number;
  /** Addresses whose requests are counted; the one that was silent longest is forgotten. */
  readonly addresses: number;
  /** Time until the request has to be complete. */
  readonly requestMs: number;
  /** Time until the first request has to begin, and until an answer has to be read: Prometheus's default `scrape_timeout`. */
  readonly connectionMs: number;
  /** Time that a kept connection may wait for its next request. */
  readonly keepMs: number;
  /** Age up to which a scrape is served again: each costs time in proportion to the machines and their sensors. */
  readonly scrapeMs: number;
  /** Age up to which readiness is served again: it looks each Unix door up in the file system. */
  readonly readinessMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  connections: 128,
  connectionsAnAddress: 64,
  requestBytes: 8192,
  bodyBytes: 256 * 1024,
  requestsASecond: 1000,
  requestsAtOnce: 2000,
  failedLoginsASecond: 1,
  failedLoginsAtOnce: 10,
  addresses: 1024,
  requestMs: 5000,
  connectionMs: 10_000,
  keepMs: 30_000,
  scrapeMs: 1000,
  readinessMs: 100,
};
