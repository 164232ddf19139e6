/** CycloneDX 1.5: the part of an SBOM that describes the packages of the bundle. */

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

export interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

/** Returns "name@version" of each package that dist/LICENSES.txt names. */
export function bundledPackages(licences: string): ReadonlySet<string> {
  const heads = licences.matchAll(/^(\S+) (\d+\.\d+\.\d+\S*): \S+$/gm);
  return new Set([...heads].map(([, name, version]) => `${name}@${version}`));
}

/**
 * Keeps the bundled components and the dependencies among them. Marks all of them as required, because npm marks
 * development dependencies as optional. Sets the product's name, which npm takes from the folder.
 * @throws Error when the SBOM lacks a bundled package
 */
export function narrowSbom(sbom: Sbom, product: string, bundled: ReadonlySet<string>): Sbom {
  const components = sbom.components.filter(({ name, version }) => bundled.has(`${name}@${version}`));
  const found = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const missing = [...bundled].filter((each) => !found.has(each));
  if (missing.length > 0)
    throw new Error(`the lock file does not have ${missing.join(", ")}; run npm ci and build again`);

  const root = sbom.metadata.component;
  const kept = new Set([root["bom-ref"], ...components.map((each) => each["bom-ref"])]);
  return {
    ...sbom,
    metadata: { ...sbom.metadata, component: { ...root, name: product } },
    components: components.map((each) => ({ ...each, scope: "required", properties: [] })),
    dependencies: sbom.dependencies
      .filter(({ ref }) => kept.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) })),
  };
}
