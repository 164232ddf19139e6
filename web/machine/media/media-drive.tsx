/** One drive: what it holds, the download for it, and the form that inserts another image. */
import { useRef } from "preact/hooks";
import type { DriveEntry } from "../../../src/control/calls/media.ts";
import { call } from "../../api/client.ts";
import { Led, Tag } from "../../parts/led.tsx";
import { Problem } from "../../parts/panel.tsx";
import { act } from "../../state/notices.ts";

interface MediaDriveProps {
  readonly machine: string;
  readonly drive: DriveEntry;
  readonly changed: () => Promise<void>;
}

const TYPES: Readonly<Record<DriveEntry["type"], string>> = { cd: "CD", usb: "USB stick", floppy: "floppy" };

export function MediaDrive({ machine, drive, changed }: MediaDriveProps) {
  const { id, type, image, file, writeProtected, download, failure } = drive;
  const held = image ?? file;
  const eject = () =>
    act(download ? `The download for ${id} is stopped` : `${id} is empty`, async () => {
      await call("media.eject", { machine, drive: id });
      await changed();
    });
  return (
    <li>
      <div class="holds">
        <h3>{id}</h3>
        <Led tone={held === undefined ? "off" : "ok"}>{held ?? "empty"}</Led>
        {type !== "cd" && <Tag tone="info">{TYPES[type]}</Tag>}
        {held !== undefined && writeProtected && <Tag tone="info">read-only</Tag>}
        <button
          type="button"
          class="quiet"
          aria-label={download ? `Stop the download for ${id}` : `Eject ${id}`}
          disabled={!download && held === undefined}
          onClick={() => void eject()}
        >
          {download ? "Stop" : "Eject"}
        </button>
      </div>
      {download && <Progress id={id} {...download} />}
      <Problem text={failure && `${failure.image}: ${failure.reason}`} />
      <InsertForm machine={machine} id={id} isBusy={download !== undefined} changed={changed} />
    </li>
  );
}

interface ProgressProps extends NonNullable<DriveEntry["download"]> {
  readonly id: string;
}

/** Without a percentage the bar only moves: the server has not told the image's size. */
function Progress({ id, image, percent }: ProgressProps) {
  return (
    <div class="download">
      <progress max={100} {...(percent !== undefined && { value: percent })} aria-label={`Download for ${id}`} />
      <span>{percent === undefined ? "downloading" : `${percent} %`}</span>
      <span class="hint">{image}</span>
    </div>
  );
}

interface InsertFormProps {
  readonly machine: string;
  readonly id: string;
  /** Whether a download for the drive is under way. */
  readonly isBusy: boolean;
  readonly changed: () => Promise<void>;
}

function InsertForm({ machine, id, isBusy, changed }: InsertFormProps) {
  const input = useRef<HTMLInputElement>(null);
  const insert = async (event: SubmitEvent) => {
    event.preventDefault();
    const { current: field } = input;
    const image = field?.value.trim() ?? "";
    const isBegun = await act(`The download for ${id} has begun`, async () => {
      await call("media.insert", { machine, drive: id, image });
      await changed();
    });
    if (isBegun && field) field.value = "";
  };
  return (
    <form class="inline" onSubmit={(event) => void insert(event)}>
      <label>
        Image for {id}
        <input
          ref={input}
          name="image"
          required
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          placeholder="http://images.example/cd.iso"
        />
      </label>
      <button type="submit" class="primary" disabled={isBusy} aria-label={`Insert into ${id}`}>
        Insert
      </button>
    </form>
  );
}
