// Formats our Lua with StyLua's WebAssembly build, which comes from the npm registry like every other tool and needs no
// download of a binary.
//
//     node tools/stylua.mjs --check [PATH]...    names the files that are not formatted, fails when there are any
//     node tools/stylua.mjs --write [PATH]...    formats them
//
// A PATH is a file or a folder; without one, every folder that holds Lua. Settings stand in stylua.toml.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const stylua = createRequire(import.meta.url)("@johnnymorganz/stylua");
const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["lua", "stdlib", "apps", "testing", "spec"];
const leftAlone = join("spec", "fixtures"); // hostile programs stay as they were written

const names = {
    syntax: stylua.LuaVersion,
    indent_type: stylua.IndentType,
    quote_style: stylua.QuoteStyle,
    call_parentheses: stylua.CallParenType,
    collapse_simple_statement: stylua.CollapseSimpleStatement,
    line_endings: stylua.LineEndings,
};

// The flat part of TOML that stylua.toml is written in: NAME = "text" or a number.
function settings(text) {
    const found = [];
    for (const line of text.split("\n")) {
        const match = /^(\w+)\s*=\s*(?:"([^"]*)"|(\d+))\s*(?:#.*)?$/.exec(line);
        if (match) found.push([match[1], match[2] ?? Number(match[3])]);
        else if (/^\s*[^#\s]/.test(line)) throw new Error(`stylua.toml: cannot read "${line}"`);
    }
    return found;
}

// formatCode uses its configuration up, so each file gets one of its own.
function config() {
    const made = stylua.Config.new();
    for (const [name, value] of settings(readFileSync(join(root, "stylua.toml"), "utf8"))) {
        const meant = names[name] ? names[name][value] : value;
        if (meant === undefined || !(name in made))
            throw new Error(`stylua.toml: no such setting: ${name} = ${value}`);
        made[name] = meant;
    }
    return made;
}

function filesIn(path) {
    if (!statSync(path).isDirectory()) return [path];
    const inside = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return inside.flatMap((entry) => {
        if (join(path, entry.name).endsWith(leftAlone)) return [];
        if (entry.isDirectory()) return filesIn(join(path, entry.name));
        return entry.name.endsWith(".lua") ? [join(path, entry.name)] : [];
    });
}

// StyLua writes a space between a function's name and its one string; html[[ ]] and css[[ ]] are read as brackets of a kind.
function tagged(code) {
    return code.replace(/\b(html|css) (\[=*\[)/g, "$1$2");
}

function formatted(path, code) {
    try {
        return tagged(stylua.formatCode(code, config(), undefined, stylua.OutputVerification.Full));
    } catch (error) {
        throw new Error(`${path}: ${error.message ?? error}`);
    }
}

function main([mode, ...paths]) {
    if (mode !== "--check" && mode !== "--write") throw new Error("usage: stylua.mjs --check|--write [PATH]...");
    const chosen = paths.length ? paths : folders.map((name) => join(root, name)).filter(existsSync);
    let different = 0;
    for (const path of chosen.flatMap(filesIn)) {
        const code = readFileSync(path, "utf8");
        const better = formatted(path, code);
        if (better === code) continue;
        different++;
        console.log(mode === "--write" ? `formatted ${path}` : `not formatted: ${path}`);
        if (mode === "--write") writeFileSync(path, better);
    }
    return mode === "--check" && different > 0 ? 1 : 0;
}

try {
    process.exitCode = main(process.argv.slice(2));
} catch (error) {
    console.error(error.message);
    process.exitCode = 2;
}
