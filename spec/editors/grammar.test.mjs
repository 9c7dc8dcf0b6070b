// The highlighting of html[[ ]] and css[[ ]] for VS Code, run by the engine that VS Code has (vscode-textmate with
// oniguruma) over a few lines. The grammars of Lua, HTML and CSS, which come with the editor, are stood in for by small
// ones with the same names of scopes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, describe, it } from "node:test";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const folder = new URL("../../editors/vscode/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
const [contribution] = manifest.contributes.grammars;

const editor = {
    "source.lua": {
        patterns: [
            { name: "comment.line.double-dash.lua", match: "--.*$" },
            { name: "string.quoted.double.lua", begin: '"', end: '"' },
            { name: "string.quoted.other.multiline.lua", begin: "\\[(=*)\\[", end: "\\]\\1\\]" },
            { name: "keyword.control.lua", match: "\\b(if|then|for|in|do|end|local|return)\\b" },
            { name: "support.function.any-method.lua", match: "\\b\\w+\\b(?=\\s*(?:[({\"']|\\[\\[))" },
            { name: "variable.other.lua", match: "\\b[A-Za-z_]\\w*" },
        ],
    },
    "source.css": { patterns: [{ name: "support.type.property-name.css", match: "[a-z-]+(?=:)" }] },
    "text.html.basic": {
        patterns: [
            {
                begin: "(<)(script|style)(>)",
                end: "</(script|style)>",
                name: "meta.embedded.block.html",
                patterns: [{ name: "source.raw", match: "[^<]+" }],
            },
        ],
    },
};

let grammar;

before(async () => {
    const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
    await oniguruma.loadWASM(readFileSync(wasm));
    const registry = new textmate.Registry({
        onigLib: Promise.resolve({
            createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
            createOnigString: (text) => new oniguruma.OnigString(text),
        }),
        loadGrammar: async (scope) => {
            if (scope === contribution.scopeName)
                return textmate.parseRawGrammar(readFileSync(new URL(contribution.path, folder), "utf8"), "x.json");
            return editor[scope] ? { scopeName: scope, repository: {}, ...editor[scope] } : null;
        },
        getInjections: (scope) => (contribution.injectTo.includes(scope) ? [contribution.scopeName] : []),
    });
    grammar = await registry.loadGrammar("source.lua");
});

// [text, scopes] of every token but white space.
function tokens(source) {
    const list = [];
    let stack = textmate.INITIAL;
    for (const line of source.split("\n")) {
        const result = grammar.tokenizeLine(line, stack);
        stack = result.ruleStack;
        for (const { startIndex, endIndex, scopes } of result.tokens) {
            const text = line.slice(startIndex, endIndex).trim();
            if (text) list.push([text, scopes]);
        }
    }
    return list;
}

// Whether the nth token with this text has a scope.
function assertScope(source, text, scope, nth = 0) {
    const found = tokens(source).filter(([one]) => one === text);
    assert.ok(found.length > nth, `no token '${text}' in ${JSON.stringify(tokens(source))}`);
    assert.ok(found[nth][1].includes(scope), `${text}: ${found[nth][1].join(" ")}`);
}

function assertNoScope(source, text, scope, nth = 0) {
    const found = tokens(source).filter(([one]) => one === text);
    assert.ok(found.length > nth && !found[nth][1].includes(scope), `${text}: ${found[nth]?.[1].join(" ")}`);
}

const HTML = "meta.embedded.block.html.lightspeed";
const LUA = "meta.embedded.lua.lightspeed";
const CSS = "meta.embedded.block.css.lightspeed";

describe("html[[ ]] in VS Code", () => {
    it("is HTML up to its own bracket", () => {
        const source = 'return html[[<p class="a">b</p>]], after';
        assertScope(source, "p", "entity.name.tag.html");
        assertScope(source, "class", "entity.other.attribute-name.html");
        assertScope(source, "a", "string.quoted.double.html");
        assertScope(source, "b", HTML);
        assertNoScope(source, "after", HTML);
        const leveled = "html[=[ <p>]]</p> ]=], after";
        assertScope(leveled, "]]", HTML);
        assertNoScope(leveled, "after", HTML);
    });

    it("goes over lines, and with space before the bracket", () => {
        const source = "html [[\n<p>a</p>\n]]\nafter";
        assertScope(source, "p", "entity.name.tag.html");
        assertNoScope(source, "after", HTML);
    });

    it("has Lua between braces: in text, values and tags", () => {
        assertScope("html[[<p>{m}</p>]]", "m", LUA);
        assertScope("html[[<p title={m}></p>]]", "m", LUA);
        assertScope('html[[<p title="a {m}"></p>]]', "m", LUA);
        assertScope("html[[<p {m}></p>]]", "m", LUA);
        assertScope("html[[{if x then}a{end}]]", "if", "keyword.control.lua");
        assertScope("html[[{if x then}a{end}]]", "end", "keyword.control.lua");
        assertNoScope("html[[{if x then}a{end}]]", "a", LUA);
    });

    it("knows where a brace ends", () => {
        assertNoScope('html[[{f("}")}after]]', "after", LUA);
        assertNoScope("html[[{f({ a = {} })}after]]", "after", LUA);
        assertNoScope('html[[<p class={"a", b = c} title>]]', "title", LUA);
    });

    it("has templates in braces", () => {
        const source = "html[=[{f(html[[<b>{x}</b>]])}<i></i>]=]";
        assertScope(source, "b", "entity.name.tag.html");
        assertScope(source, "x", LUA);
        assertScope(source, "i", "entity.name.tag.html");
    });

    it("tells components, slots and ls- attributes apart", () => {
        const source = 'html[[<Card ls-click="go"><:foot>a</:foot></Card><ls.input name=x />]]';
        assertScope(source, "Card", "support.class.component.lightspeed");
        assertScope(source, "ls.input", "support.class.component.lightspeed");
        assertScope(source, ":foot", "entity.name.tag.slot.lightspeed");
        assertScope(source, "ls-click", "entity.other.attribute-name.event.lightspeed");
        assertScope(source, "x", "string.unquoted.html");
    });

    it("has no braces in scripts and stylesheets, and has comments", () => {
        assertNoScope("html[[<style>p { color: red }</style><p>{x}</p>]]", "p { color: red }", LUA);
        assertScope("html[[<style>p { color: red }</style><p>{x}</p>]]", "x", LUA);
        assertScope("html[[{-- a {b} c --}<p></p>]]", "a", "comment.block.lightspeed");
        assertScope("html[[<!-- {b} --><p></p>]]", "{b}", "comment.block.html");
        assertScope("html[[{-- a {b} c --}<p></p>]]", "p", "entity.name.tag.html");
    });

    it("is nothing else that is called html", () => {
        for (const source of [
            "page.html[[<p>]]",
            "nohtml[[<p>]]",
            "page:html[[<p>]]",
            "-- html[[<p>]]",
            '"html[[<p>]]"',
        ])
            for (const [text, scopes] of tokens(source)) assert.ok(!scopes.includes(HTML), `${source}: ${text}`);
        for (const [text, scopes] of tokens("x = [[ html[=[<p>]=] ]]")) assert.ok(!scopes.includes(HTML), text);
    });
});

describe("css[[ ]] in VS Code", () => {
    it("is CSS up to its own bracket", () => {
        const source = "view.css = css[[ p { color: red } ]] after";
        assertScope(source, "color", "support.type.property-name.css");
        assertScope(source, "color", CSS);
        assertNoScope(source, "after", CSS);
    });
});

describe("the package", () => {
    it("names a grammar that is there, for the language of Lua", () => {
        const raw = JSON.parse(readFileSync(new URL(contribution.path, folder), "utf8"));
        assert.equal(raw.scopeName, contribution.scopeName);
        assert.deepEqual(contribution.injectTo, ["source.lua"]);
        const scopes = JSON.stringify(raw);
        for (const scope of Object.keys(contribution.embeddedLanguages)) assert.ok(scopes.includes(scope), scope);
    });
});
