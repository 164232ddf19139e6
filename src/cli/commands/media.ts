/** `media`: shows virtual media, inserts images and ejects them. */
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import type { DriveEntry } from "../../control/calls/media.ts";
import type { ResultOf } from "../../control/calls.ts";
import type { Control } from "../../control/client.ts";
import { visible } from "../../text/visible.ts";
import { addControlOptions, type ControlOptions, type Meant, onDaemon, print } from "../options/control-options.ts";
import { bad } from "../output/style.ts";
import { table } from "../output/table.ts";

const HELP = `
The BMC downloads the image from its http or https address, or finds it in media.images, and puts it into the drive, in
place of what is there. insert returns at once; list shows the progress, and --wait waits for the end. Neither the boot
device nor the power changes. Details: docs/tasks/virtual-media.md.

Examples:
  extern-bmc media
  extern-bmc media insert http://127.0.0.1:8080/cd.iso --wait
  extern-bmc media insert cd.iso
  extern-bmc boot set cdrom && extern-bmc power cycle
  extern-bmc media eject --drive cd0

Exit codes: 0 done, 1 refused, not inserted, or no daemon runs, 2 the command line is wrong or no such drive exists.`;

interface DriveOptions extends ControlOptions {
  readonly drive?: string;
}

interface InsertOptions extends DriveOptions {
  readonly userName?: string;
  readonly password?: string;
  readonly wait?: true;
}

export function addMedia(program: Command): void {
  const media = program
    .command("media")
    .description("show virtual media, insert and eject images")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(media.command("list", { isDefault: true }).description("list the drives and the images in them"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      print(options, await onDaemon(options, (control, meant) => control.call("media.list", meant)), listInWords);
    });
  addDrive(media.command("insert").description("download an image and put it into a drive"))
    .argument("<image>", "address of the image, http:// or https://, or the name of a file in media.images")
    .option("--user-name <name>", "user name at the image's server")
    .option("--password <password>", "password at the image's server")
    .option("--wait", "wait until the drive has the image")
    .addHelpText("after", HELP)
    .action(async (image: string, options: InsertOptions) => {
      const { drive, userName, password, wait } = options;
      const given = { drive, image, userName, password };
      const result = await onDaemon(options, async (control, meant) => {
        const begun = await control.call("media.insert", { ...meant, ...given });
        return wait ? inserted(control, meant, begun) : begun;
      });
      print(options, result, (entry) => rows([entry]));
    });
  addDrive(media.command("eject").description("empty a drive, and stop its download"))
    .addHelpText("after", HELP)
    .action(async (options: DriveOptions) => {
      const { drive } = options;
      const result = await onDaemon(options, (control, meant) => control.call("media.eject", { ...meant, drive }));
      print(options, result, (entry) => rows([entry]));
    });
}

function addDrive(command: Command): Command {
  return addControlOptions(command).option("--drive <id>", "ID of the drive, if the machine has several");
}

const UNREACHED =
  "Neither QMP nor libvirt reaches the machine; it gets its media once one does.\n" +
  "Set qmp or power.libvirt, or start QEMU with extern-bmc run.";

const INTERVAL_MS = 250;

/** Waits for the end of an insertion, and shows its progress on a terminal. @throws Error when it fails */
async function inserted(control: Control, meant: Meant, begun: DriveEntry): Promise<DriveEntry> {
  for (let now = begun; ; ) {
    const { id, download, failure } = now;
    showProgress(download && `${id}: download ${progressOf(download)}`);
    if (failure) throw new Error(visible(`${id}: ${failure.reason}`));
    if (!download) return now;
    await setTimeout(INTERVAL_MS);
    const { drives } = await control.call("media.list", meant);
    now = drives.find((each) => each.id === id) ?? { ...now, download: undefined };
  }
}

/** Writes over the line that it wrote last; undefined removes that line. */
function showProgress(text: string | undefined): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text ?? ""}`);
}

function progressOf({ percent }: NonNullable<DriveEntry["download"]>): string {
  return percent === undefined ? "under way" : `${percent} %`;
}

function listInWords({ connected, drives }: ResultOf<"media.list">): string {
  if (drives.length === 0) return "the machine has no drive for virtual media; media.drives names them";
  return connected ? rows(drives) : `${rows(drives)}\n${UNREACHED}`;
}

function rows(drives: readonly DriveEntry[]): string {
  return table(
    ["Drive", "Type", "Image", "Download"],
    drives.map((drive) => [drive.id, drive.type, drive.image ?? drive.file ?? "-", downloadOf(drive)]),
  );
}

function downloadOf({ download, failure }: DriveEntry): string {
  if (download) return `${progressOf(download)}, ${download.image}`;
  return failure ? bad(`failed: ${failure.reason}`) : "-";
}
