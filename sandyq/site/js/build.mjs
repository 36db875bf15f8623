// Bundles src/main.js into ../assets/table.js, with the licences of what it holds beside it.
//
// The same sources and lock file give the same bytes: the bundle is committed, and rebuilt and compared at CI.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "..", "assets");
const NOTICES = "THIRD-PARTY.txt";
const LIMIT = 40 * 1024;

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.js"],
  outfile: join(assets, "table.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: `/* Licences of what this file holds: ${NOTICES} */` },
  metafile: true,
  logLevel: "warning",
});

// A package is named from the files that are really in the bundle, so none can be forgotten.
const packages = new Set(
  Object.keys(metafile.inputs).flatMap((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []),
);
const notices = [...packages].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
});
const rule = `\n${"-".repeat(72)}\n\n`;
writeFileSync(join(assets, NOTICES), ["table.js holds code of these packages.\n", ...notices].join(rule));

const [{ bytes }] = Object.values(metafile.outputs);
if (bytes > LIMIT) {
  console.error(`table.js has ${bytes} bytes, over its limit of ${LIMIT}`);
  process.exit(1);
}
console.log(`table.js: ${bytes} bytes`);
