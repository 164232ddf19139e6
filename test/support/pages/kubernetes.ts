/** Kubernetes manifests, as the schemas of its API judge them. */

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: unknown;
}

interface Validate {
  (manifest: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/**
 * Returns what is wrong. The API server refuses unknown keys, but its schemas do not: a key is unknown when the schema's
 * check never reads it.
 */
export async function complaintsAbout(manifest: Manifest): Promise<readonly string[]> {
  const [version = "", group = "core"] = manifest.apiVersion.split("/").reverse();
  const schema = ["Io", "K8s", "Api", group.split(".")[0] ?? "", version, manifest.kind].map(capitalized).join("");
  const { validate }: { validate: Validate } = await import(`kubernetes-models/_schemas/${schema}`);
  const read = new Set<string>();
  validate(watched(manifest, "", read));
  const wrong = (validate.errors ?? []).map(
    ({ instancePath, keyword, params }) => `${instancePath}: ${keyword} ${JSON.stringify(params)}`,
  );
  return wrong.length > 0
    ? wrong
    : pathsIn(manifest, "")
        .filter((path) => !read.has(path))
        .map(unknown);
}

const unknown = (path: string) => `${path}: not in the schema`;

const capitalized = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

/** The same value, which notes the path of each key that is read. */
function watched(value: unknown, path: string, read: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const inner = `${path}/${String(key)}`;
      read.add(inner);
      return watched(Reflect.get(target, key), inner, read);
    },
  });
}

function pathsIn(value: unknown, path: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [`${path}/${key}`, ...pathsIn(inner, `${path}/${key}`)]);
}
