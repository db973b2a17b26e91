// Bundles the editor, and writes down what is in the bundle: versions at its head, licences beside it. The digest of the
// sources lets a test see that nobody forgot to build.

import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const HERE = new URL("./", import.meta.url);
const OUT = new URL("../static/articles/editor/", HERE);

const manifest = JSON.parse(await readFile(new URL("package.json", HERE)));
const sources = (await readdir(new URL("src/", HERE), { recursive: true })).filter((name) => name.endsWith(".js")).sort();

const digest = createHash("sha256");
for (const name of ["package.json", ...sources.map((it) => `src/${it}`)]) {
  digest.update(name).update("\0").update(await readFile(new URL(name, HERE))).update("\0");
}
// A picture is brought in by the same code as on the library's own page.
digest.update(await readFile(new URL("../../media/static/media/upload/sending.js", HERE)));

const packages = Object.entries(manifest.dependencies);
const licences = [];
for (const [name, version] of packages) {
  const folder = new URL(`node_modules/${name}/`, HERE);
  const { version: installed, license } = JSON.parse(await readFile(new URL("package.json", folder)));
  if (installed !== version) throw new Error(`${name} ${version} is asked for, and ${installed} is installed.`);
  licences.push(`${name} ${version} (${license})\n\n${(await readFile(new URL("LICENSE", folder), "utf8")).trim()}\n`);
}

const result = await build({
  entryPoints: [new URL("src/main.js", HERE).pathname],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  outfile: new URL("editor.js", OUT).pathname,
  banner: {
    js: [
      "// Built from articles/editor/ by `make editor`. Licences: licences.txt.",
      `// Holds ${packages.map(([name, version]) => `${name} ${version}`).join(", ")}.`,
      `// Sources: ${digest.digest("hex")}`,
    ].join("\n"),
  },
});

const bundled = new Set(Object.keys(result.metafile.inputs).map((path) => path.match(/node_modules\/([^/]+)\//)?.[1]).filter(Boolean));
const unnamed = [...bundled].filter((name) => !(name in manifest.dependencies));
if (unnamed.length) throw new Error(`Name these in package.json, with their versions: ${unnamed.join(", ")}.`);
await writeFile(new URL("licences.txt", OUT), licences.join("\n---\n\n"));
