// Builds the client: node client/build.mjs FOLDER
//
//     lightspeed.js          what live pages load
//     lightspeed.hooks.js    what it imports where a page has hooks
//     lightspeed.embed.js    the same with `connect`, for pages that no host wrote
//     lightspeed.classic.js  that as a classic script, whose one global is `Lightspeed`
//
// Each is one file, as small as can be. esbuild bundles and gives short names to what only the client itself reads (members
// that the browser, the wire or a page's own scripts know keep theirs); terser does the rest.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { buildSync } from "esbuild";
import { minify } from "terser";

// No name of the DOM, of JavaScript or of the protocol may be there. The specs run the built file.
const OWN_NAMES = readFileSync("client/names.txt", "utf8");

// They share the short names: the first hands the second what it needs.
const OUTPUTS = [
    ["lightspeed.js", "lightspeed.ts", "esm"],
    ["lightspeed.hooks.js", "hooks.ts", "esm"],
    ["lightspeed.embed.js", "embed.ts", "esm"],
    ["lightspeed.classic.js", "embed.ts", "iife"],
];

const mangleCache = {};
const [, , folder] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [out, entry, format] of OUTPUTS) writeFileSync(`${folder}/${out}`, `${await build(entry, format)}\n`);

async function build(entry, format) {
    const bundle = buildSync({
        entryPoints: [`client/src/${entry}`],
        bundle: true,
        write: false,
        format,
        globalName: "Lightspeed",
        target: "es2020",
        mangleCache,
        mangleProps: new RegExp(`^(${OWN_NAMES.trim().split(/\s+/).join("|")})$`),
    });
    Object.assign(mangleCache, bundle.mangleCache);
    // A constant is a variable that nobody changes, and its keyword is shorter.
    const text = bundle.outputFiles[0].text.replace(/^(\s*(?:for \()?)const /gm, "$1let ");
    const { code } = await minify(text, {
        module: format === "esm",
        ecma: 2020,
        compress: {
            passes: 3,
            hoist_funs: true,
            lhs_constants: false,
            pure_getters: true,
            unsafe: true,
            unsafe_arrows: true,
            unsafe_comps: true,
            unsafe_methods: true,
            unsafe_undefined: true,
        },
        format: { inline_script: false },
    });
    return code;
}
