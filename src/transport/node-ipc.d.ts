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
    /** Limits of the guarded profile, in bytes and milliseconds. */
    maxMessageSize: number;
    maxPendingBytes: number;
    messageTimeout: number;
    /** Number of times that a client reconnects. */
    maxRetries: number;
    networkHost: string;
    /** Port of a serveNet() call without one. */
    networkPort: number | string;
    tls: TlsOptions | false;
  }

  interface ListeningServer {
    /** Node's own listener; false before start(). */
    server: Server | false;
    on(event: "connect", listener: (socket: Socket) => void): this;
    on(event: "*", listener: (type: string, data: unknown, socket: Socket) => void): this;
    /**
     * Sends a message. Returns false if the peer's buffer is full or the peer was cut off; throws if it is too long.
     */
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
