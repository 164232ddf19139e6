/** Limits on everything that a client of the HTTP port can make grow. Past them it is refused, and the refusal is counted. */

export interface HttpLimits {
  /** Connections at once. Monitoring needs one for each scraper or probe. */
  readonly connections: number;
  /** Connections at once from one address, so that one client leaves room for the others. */
  readonly connectionsAnAddress: number;
  /** Bytes of a request: its line and headers. Prometheus sends about 300. */
  readonly requestBytes: number;
  /** Time until the request has to be complete. */
  readonly requestMs: number;
  /** Time until the answer has to be read and the connection closed: Prometheus's default `scrape_timeout`. */
  readonly connectionMs: number;
  /** Age up to which a scrape is served again: each costs time in proportion to the machines and their sensors. */
  readonly scrapeMs: number;
  /** Age up to which readiness is served again: it looks each Unix door up in the file system. */
  readonly readinessMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  connections: 32,
  connectionsAnAddress: 16,
  requestBytes: 8192,
  requestMs: 5000,
  connectionMs: 10_000,
  scrapeMs: 1000,
  readinessMs: 100,
};
