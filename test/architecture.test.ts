// Who may import whom (ARCHITECTURE.md). An import that is not on the list fails here, with the file that has it.

import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.join(import.meta.dirname, "..");

/** What each layer may import besides itself. `type:` marks a layer or package that only types may come from. */
const ALLOWED: Record<string, readonly string[]> = {
  core: ["@bufbuild/protobuf/wire", "@pydantic/genai-prices", "jsondiffpatch", "diff", "tokenx"],
  protocol: ["valibot", "type:core"],
  engine: ["core", "protocol", "node:", "sql.js", "eventsource-parser", "@opentelemetry/"],
  host: ["protocol", "vscode", "node:"],
  webview: [
    "protocol",
    "valibot",
    "preact",
    "@preact/signals",
    "@vscode/webview-ui-toolkit",
    "@vscode/codicons",
    "micromark",
    "diff",
  ],
  extension: ["host", "vscode"],
};

/** Inside core, data flows otlp → dialects → model; the model knows none of the others. */
const CORE_FORBIDDEN: Record<string, readonly string[]> = {
  model: ["otlp", "dialects", "pricing", "detect", "policy", "replay", "evals"],
  otlp: ["dialects", "pricing", "detect", "policy", "replay", "evals"],
  dialects: ["detect", "policy", "replay", "evals"],
};

describe("the layers", () => {
  it("import only what ARCHITECTURE.md allows", () => {
    expect(sources().flatMap(violationsOf)).toEqual([]);
  });

  it("keep the toolkit inside webview/ui", () => {
    const users = sources().filter((file) =>
      importsOf(file).some(({ target }) => target.startsWith("@vscode/webview-ui-toolkit")),
    );
    expect(users.filter((file) => !file.startsWith("webview/ui/"))).toEqual([]);
  });

  it("keep SQL inside engine/store", () => {
    const statement = /\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|CREATE\s+TABLE|DELETE\s+FROM)\b/;
    const users = sources().filter((file) => statement.test(readFileSync(path.join(root, file), "utf8")));
    expect(users.filter((file) => !file.startsWith("src/engine/store/"))).toEqual([]);
  });

  it("never build HTML from strings", () => {
    const html = /\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write\b/;
    expect(sources().filter((file) => html.test(readFileSync(path.join(root, file), "utf8")))).toEqual([]);
  });
});

function violationsOf(file: string): string[] {
  const layer = layerOf(file);
  return importsOf(file)
    .filter(({ target, typeOnly }) => !isAllowed(file, layer, target, typeOnly))
    .map(({ target }) => `${file} imports ${target}`);
}

function isAllowed(file: string, layer: string, target: string, typeOnly: boolean): boolean {
  const allowed = ALLOWED[layer] ?? [];
  if (!target.startsWith("."))
    return allowed.some(
      (entry) =>
        target === entry ||
        target.startsWith(entry.endsWith("/") || entry.endsWith(":") ? entry : `${entry}/`),
    );
  const resolved = path.join(path.dirname(file), target);
  const to = layerOf(resolved);
  if (to === layer) return layer !== "core" || !breaksCoreOrder(file, resolved);
  if (to === "media" && layer === "webview") return true;
  return allowed.includes(to) || (typeOnly && allowed.includes(`type:${to}`));
}

function breaksCoreOrder(file: string, resolved: string): boolean {
  const from = file.split(path.sep)[2] ?? "";
  const to = resolved.split(path.sep)[2] ?? "";
  return (CORE_FORBIDDEN[from] ?? []).includes(to);
}

function layerOf(file: string): string {
  const [top = "", second = ""] = file.split(path.sep);
  if (top === "webview" || top === "media") return top;
  return second.startsWith("extension") ? "extension" : second;
}

function importsOf(file: string): { target: string; typeOnly: boolean }[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const statement =
    /^\s*(?:import|export)\s+(type\s+)?[^"';]*?from\s+["']([^"']+)["']|^\s*import\s+["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|\brequire\(\s*["']([^"']+)["']\s*\)/gm;
  return [...text.matchAll(statement)].map((match) => ({
    target: match[2] ?? match[3] ?? match[4] ?? match[5] ?? "",
    typeOnly: match[1] !== undefined,
  }));
}

function sources(): string[] {
  const files: string[] = [];
  const walk = (folder: string) => {
    for (const name of readdirSync(path.join(root, folder))) {
      const file = path.join(folder, name);
      if (statSync(path.join(root, file)).isDirectory()) walk(file);
      else if (/\.tsx?$/.test(name) && !name.endsWith(".d.ts")) files.push(file);
    }
  };
  walk("src");
  walk("webview");
  return files;
}
