/**
 * Layers of the bundle, each one file, because every opened file slows a start. Without layers, each set of modules
 * that some command lines share would be a file, 36 of them for a daemon.
 */
import { join } from "node:path";
import type { CodeSplittingOptions, Plugin } from "rolldown";

/** Entry modules of each layer. A layer has everything that they import, except the modules of earlier layers. */
const LAYERS = {
  client: ["cli/main.ts", "cli/commands/wait-ready.ts", "cli/commands/healthcheck.ts", "control/client.ts"],
  commands: ["cli/commands/watch.ts", "cli/commands/decode.ts", "cli/commands/commands.ts"],
  daemon: ["cli/commands/serve.ts", "control/server.ts"],
  schema: ["config/load.ts"],
} as const;

/** Returns the bundler's options. @param sources the folder of the modules that LAYERS names */
export function layers(sources: string): { plugin: Plugin; codeSplitting: CodeSplittingOptions } {
  const layerOf = new Map<string, string>();
  const plugin: Plugin = {
    name: "layers",
    buildEnd() {
      const put = (module: string, layer: string) => {
        if (layerOf.has(module)) return;
        layerOf.set(module, layer);
        for (const imported of this.getModuleInfo(module)?.importedIds ?? []) put(imported, layer);
      };
      for (const [layer, names] of Object.entries(LAYERS)) for (const name of names) put(join(sources, name), layer);
    },
  };
  const group = (name: string) => ({ name, test: (id: string) => layerOf.get(id) === name });
  return {
    plugin,
    codeSplitting: { includeDependenciesRecursively: false, groups: Object.keys(LAYERS).map(group) },
  };
}
