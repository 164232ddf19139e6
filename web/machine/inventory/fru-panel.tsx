/** FRU inventory devices, decoded. Guests write them, so every text is shown as text. */
import type { ResultOf } from "../../../src/control/calls.ts";
import { Tag } from "../../parts/led.tsx";
import { Panel, Problem } from "../../parts/panel.tsx";
import { counted, spaced } from "../../words/format.ts";

type Fru = ResultOf<"fru.read">;

export function FruPanel({ frus }: { readonly frus: readonly Fru[] }) {
  return (
    <Panel title="FRU inventory" class="frus" aside={<span>{counted(frus.length, "device")}</span>}>
      {frus.map((fru) => (
        <Device key={fru.id} fru={fru} />
      ))}
      {frus.length === 0 && <p class="empty">No FRU inventory device</p>}
    </Panel>
  );
}

function Device({ fru }: { readonly fru: Fru }) {
  const { id, name, size, writeProtected, words, damage, bytes } = fru;
  return (
    <article class="fru">
      <h3>
        {name}{" "}
        <small>
          device {id}, {size.toLocaleString("en")} bytes
        </small>{" "}
        {writeProtected && <Tag tone="off">write-protected</Tag>}
      </h3>
      {damage.map((text) => (
        <Problem key={text} text={text} />
      ))}
      {Object.entries(words).map(([area, fields]) => (
        <section key={area} aria-label={`${name}: ${spaced(area)}`}>
          <h4>{spaced(area)}</h4>
          <dl class="facts long">
            {flat(fields, "").map(([path, text]) => (
              <div key={path}>
                <dt>{spaced(path)}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <details>
        <summary>Bytes</summary>
        <p class="mono bytes">{bytes}</p>
      </details>
    </article>
  );
}

/** Fields by their paths: `board.custom 1`. */
function flat(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = Array.isArray(value) ? String(Number(key) + 1) : key;
    return flat(inner, path === "" ? name : `${path} ${name}`);
  });
}
