/** Some releases of node-ipc were sabotaged by their author: ours is named to the byte and may run nothing at install. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
}

const { dependencies, devDependencies } = readJson<Record<string, Record<string, string>>>("package.json");
const { packages } = readJson<{ packages: Record<string, LockedPackage> }>("package-lock.json");

/** node-ipc 14.0.0 and its dependencies, as reviewed. A change here changes whom we trust. */
const TRUSTED: readonly [name: string, version: string, integrity: string][] = [
  [
    "node-ipc",
    "14.0.0",
    "sha512-d5+aogND4Gk6aQkW5KCibliM4Mn12+isHXt8wFghO4Bn0gBSnev3TXJWQ4eEnzrlh5gCG+nwQEZwyayeDtQxQA==",
  ],
  [
    "event-pubsub",
    "6.1.1",
    "sha512-08nRrPDOAI5QtM/iQRVIs9DiWyFiyG8VCKf/4i71xQAurXm07exshjSY80wSHJMsHPw9cpUxzJPpXjMyHeBTZw==",
  ],
  [
    "js-message",
    "3.1.0",
    "sha512-k9iKFwzyAbz8gDJXIvIohSBaXeG3PvFzVwUccaDf0vv8LbEMpOvUfpyE6MGrlovliFdhTBUcIvXfSxOZkorWhA==",
  ],
  [
    "js-queue",
    "3.1.0",
    "sha512-qENB7XiNpXyxg6132Bwz08uq8GQyaVhD53O41d1F45aCHbKD82bkgZYHWqBGsWggDy8KuY5mPzG7oDnUV7Mn8A==",
  ],
  [
    "easy-stack",
    "2.1.0",
    "sha512-ZpUD5AJeKhRic1RrajfGKuLl721bCeIpnAj1i7BtlC1XX5Mb52ku3e9pDWryV32yndd28ZyqdVsVcBuI7WY2Iw==",
  ],
  [
    "strong-type",
    "2.0.0",
    "sha512-HHrY9qYC7yn+5mlewiI3k9RQM9gZqGQsqbomZcd10Ks0h4RlX01nnkWbCe4AsVPCI6KaFvpkWm1nHMD+Ykup6g==",
  ],
];

it("every package is named to the version, ours and those of development", () => {
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, range]) => !/^\d+\.\d+\.\d+$/.test(range),
  );
  expect(loose).toEqual([]);
});

it("no package of the lock names engines, for which an older Node.js would leave out native bindings: npm run lock", () => {
  const named = Object.entries(packages).filter(([path, { engines }]) => path !== "" && engines !== undefined);
  expect(named.map(([path]) => path)).toEqual([]);
});

it("package.json and the sentence for an old Node.js name the same one", () => {
  const needed = packages[""]?.engines?.node;
  expect(readFileSync(new URL("../../bin/node-version.js", import.meta.url), "utf8")).toContain(
    `const NEEDED = [${needed?.slice(2).replace(".", ", ")}];`,
  );
  expect(readJson<{ engines: { node: string } }>("package.json").engines.node).toBe(needed);
});

describe("node-ipc and what it needs", () => {
  it("is pinned exactly in package.json", () => {
    expect(devDependencies?.["node-ipc"]).toBe("14.0.0");
  });

  it.each(TRUSTED)(
    "%s %s: one copy in the lock file, with its hash and no install script",
    (name, version, integrity) => {
      const copies = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
      expect(copies.map(([path]) => path)).toEqual([`node_modules/${name}`]);
      expect(copies[0]?.[1]).toMatchObject({ version, integrity });
      expect(copies[0]?.[1]).not.toHaveProperty("hasInstallScript");
    },
  );

  it("needs nothing else", () => {
    const names = TRUSTED.map(([name]) => name);
    const needed = names.flatMap((name) => Object.keys(packages[`node_modules/${name}`]?.dependencies ?? {}));
    expect([...needed, "node-ipc"].sort()).toEqual([...names].sort());
  });
});
