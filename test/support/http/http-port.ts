/** An HTTP port in memory, with plugins of a test, and raw requests to it. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { Refusal } from "../../../src/http/admission.ts";
import { HTTP_LIMITS, type HttpLimits } from "../../../src/http/limits.ts";
import { type HttpOptions, type HttpPlugin, makeHttp } from "../../../src/http/server.ts";

export interface PortOptions extends Pick<Partial<HttpOptions>, "listen" | "tls"> {
  readonly limits?: Partial<HttpLimits>;
}

export async function openTestPort(plugins: readonly HttpPlugin[], { limits, ...options }: PortOptions = {}) {
  const refusals: Refusal[] = [];
  const closed = makeHttp({
    listen: "127.0.0.1:0",
    ...options,
    refused: (reason) => void refusals.push(reason),
    limits: { ...HTTP_LIMITS, ...limits },
  });
  closed.use(plugins);
  const server = await closed.open();
  onTestFinished(() => server.close());
  const port = Number(server.address.split(":").at(-1));
  const open = async (): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    return socket;
  };
  /** Sends text on a connection of its own, and returns everything that comes until it ends. */
  const send = async (text: string): Promise<string> => {
    const socket = await open();
    socket.write(text);
    return received(socket);
  };
  return { server, port, refusals, open, send, url: `http://${server.address}` };
}

/** Everything that comes until the connection ends. */
export async function received(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (part: string) => {
    text += part;
  });
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

export const statusOf = (answer: string) => Number(answer.split(" ")[1]);
