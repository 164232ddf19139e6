/** The part of node-ipc 14.0.0 that the doors use; the package has no types of its own. */
declare module "node-ipc" {
  import type { Server, Socket } from "node:net";
  import type { TlsOptions } from "node:tls";

  interface Config {
    parser: "raw";
    silent: boolean;
    unlink: boolean;
    secureSocketRoot: boolean;
    maxConnections: number;
    networkHost: string;
    /** Read by serveNet() when it is called without a port. */
    networkPort: number | string;
    tls: TlsOptions | false;
  }

  interface ListeningServer {
    /** Node's own listener; false before start(). */
    server: Server | false;
    on(event: "connect", listener: (socket: Socket) => void): this;
    start(): void;
    stop(): void;
  }

  class IPCModule {
    config: Config;
    /** False before serve() or serveNet(). */
    server: ListeningServer | false;
    serve(path: string): void;
    serveNet(): void;
  }
}
