/** The part of node-ipc 14.0.0 that the doors and the control socket use; the package has no types of its own. */
declare module "node-ipc" {
  import type { Server, Socket } from "node:net";
  import type { TlsOptions } from "node:tls";

  interface Config {
    parser: "raw" | "guarded";
    silent: boolean;
    unlink: boolean;
    secureSocketRoot: boolean;
    maxConnections: number;
    /** The limits of the guarded profile, bytes and milliseconds. */
    maxMessageSize: number;
    maxPendingBytes: number;
    messageTimeout: number;
    /** Of a client: how often it connects again. */
    maxRetries: number;
    networkHost: string;
    /** Read by serveNet() when it is called without a port. */
    networkPort: number | string;
    tls: TlsOptions | false;
  }

  interface ListeningServer {
    /** Node's own listener; false before start(). */
    server: Server | false;
    on(event: "connect", listener: (socket: Socket) => void): this;
    on(event: "*", listener: (type: string, data: unknown, socket: Socket) => void): this;
    /** False when more waits for the peer than its kernel takes, or it was cut off; throws what is too long. */
    emit(socket: Socket, type: string, data: unknown): boolean;
    start(): void;
    stop(): void;
  }

  interface Client {
    readonly socket: Socket;
    on(event: "connect" | "disconnect", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "*", listener: (type: string, data: unknown) => void): this;
    emit(type: string, data: unknown): boolean;
  }

  class IPCModule {
    config: Config;
    /** False before serve() or serveNet(). */
    server: ListeningServer | false;
    readonly of: Readonly<Record<string, Client>>;
    serve(path: string): void;
    serveNet(): void;
    connectTo(id: string, path: string): void;
    disconnect(id: string): void;
  }
}
