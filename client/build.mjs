// Builds the client: node client/build.mjs FOLDER
//
//     lightspeed.js          what live pages load
//     lightspeed.dev.js      what it imports in a tab where somebody asked for it: latency, a log
//     lightspeed.embed.js    the same with `connect`, for pages that no host wrote
//     lightspeed.classic.js  that as a classic script, whose one global is `Lightspeed`
//     lightspeed.channels.js  topics for programs, without a live page (channels.ts)
//     parts/NAME-HASH.js     what few pages need: import("./NAME") fetches it from beside the first
//
// Each is one file, as small as can be; only the first leaves its parts to other files. esbuild bundles and gives short
// names to what only the client itself reads (members that the browser, the wire or a page's own scripts know keep
// theirs); terser does the rest.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { buildSync } from "esbuild";
import { minify } from "terser";

// No name of the DOM, of JavaScript or of the protocol may be there. The specs run the built file.
const OWN_NAMES = readFileSync("client/names.txt", "utf8");

// What a source imports only when it is needed.
const sources = readdirSync("client/src").map((file) => readFileSync(`client/src/${file}`, "utf8"));
const PARTS = [...new Set(sources.join("\n").match(/(?<=[^f] import\("\.\/)\w+(?="\))/g))].sort();

const [, , folder] = process.argv;
const write = (name, code) => writeFileSync(`${folder}/${name}`, `${code}\n`);
rmSync(folder, { recursive: true, force: true });
mkdirSync(`${folder}/parts`, { recursive: true });

// All share the short names: one hands another what it needs.
const mangleCache = {};
let main = await build("lightspeed.ts", "esm", PARTS);
for (const part of PARTS) {
    const code = await build(`${part}.ts`, "esm");
    const name = `${part}-${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`;
    write(`parts/${name}`, code);
    main = main.replaceAll(`import("./${part}")`, `import("./${name}")`);
}
write("lightspeed.js", main);
write("lightspeed.dev.js", await build("dev.ts", "esm"));
write("lightspeed.embed.js", await build("embed.ts", "esm"));
write("lightspeed.channels.js", await build("channels.ts", "esm"));
write("lightspeed.classic.js", await build("embed.ts", "iife"));

async function build(entry, format, elsewhere = []) {
    const bundle = buildSync({
        entryPoints: [`client/src/${entry}`],
        bundle: true,
        write: false,
        format,
        globalName: "Lightspeed",
        target: "es2020",
        external: elsewhere.map((part) => `./${part}`),
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
