/** The built page in Chromium, on a daemon of `openScene`, with the far ends of vm0's doors. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Locator, Page } from "playwright-core";
import { VmExchange } from "../doors/vm-exchange.ts";
import { openBrowser, openPage } from "./browser.ts";
import { openScene, type Scene } from "./scene.ts";

export interface Site extends AsyncDisposable {
  readonly scene: Scene;
  readonly page: Page;
  /** QEMU's end of vm0's door. */
  readonly guest: VmExchange;
  /** The guest's end of vm0's serial port. */
  readonly serial: Socket;
  /** Errors of scripts and of the page's policy, which no test may cause. */
  readonly complaints: string[];
  button(name: string | RegExp): Locator;
  /** Opens a view of vm0 by its name in the address, and waits for one of its headings. */
  view(name: string, title: string): Promise<void>;
}

/** Opens the page's daemon and a browser; the browser's page is still empty. */
export async function openSite(...given: Parameters<typeof openScene>): Promise<Site> {
  const [scene, browser] = await Promise.all([openScene(...given), openBrowser()]);
  const guest = await VmExchange.open(scene.vm);
  const serial = connect(scene.serial, "127.0.0.1");
  await once(serial, "connect");
  const complaints: string[] = [];
  const page = await openPage(browser, complaints);
  return {
    ...{ scene, page, guest, serial, complaints },
    button: (name) => page.getByRole("button", { name }),
    async view(name, title) {
      await page.goto(`${scene.url}/#/machine/vm0${name === "" ? "" : `/${name}`}`);
      await page.getByRole("heading", { name: title, exact: true }).waitFor();
    },
    async [Symbol.asyncDispose]() {
      guest.close();
      serial.destroy();
      await browser.close();
      await scene[Symbol.asyncDispose]();
    },
  };
}
