// Pages as HTML tutorials print them, unchanged inside html[[ ]]: the browser shows of them what it would show of the
// file itself.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { openHouse, test } from "./support/house.mjs";

const house = openHouse();
const TUTORIAL = "spec/fixtures/tutorial";
const directory = mkdtempSync(join(tmpdir(), "lightspeed-tutorial-"));
after(() => rmSync(directory, { recursive: true }));

function appOf(name, html) {
    const path = join(directory, name.replace(".html", ".lua"));
    const lua = [
        'local ls = require "lightspeed"',
        'local view = ls.view { events = { "more" } }',
        "function view.init() return { n = 0 } end",
        "function view.update.more(m) m.n = m.n + 1 end",
        `function view.render(m) return html[==[${html}<button id="more" ls-click="more">{m.n}</button>]==] end`,
        "return view",
    ];
    writeFileSync(path, lua.join("\n"));
    return path;
}

// Runs in the page: what a person sees of some nodes, a line for each tag and text, without what nobody sees.
function outline(nodes) {
    const lines = [];
    const visit = (node, solid) => {
        if (node.nodeType === 3) lines.push(solid ? node.data : node.data.replace(/[ \t\n\r\f]+/g, " ").trim());
        if (node.nodeType !== 1 || node.id === "more") return;
        const name = node.localName;
        const textOf = ({ name, value }) => (name === "style" ? node.style.cssText : value); // set by script
        const attributes = [...node.attributes].map((one) => `${one.namespaceURI} ${one.name}=${textOf(one)}`).sort();
        lines.push(`<${node.namespaceURI} ${name} ${attributes}>`);
        for (const child of node.childNodes) visit(child, solid || /^(pre|textarea|script|style)$/.test(name));
        lines.push(`</${name}>`);
    };
    for (const node of nodes) visit(node, false);
    return lines.filter(Boolean).join("\n");
}

const EXPECTED = /404|Failed to load resource|MIME type|ERR_/; // pictures, styles and frames are not there

for (const name of readdirSync(TUTORIAL))
    test(`${name} is shown as the browser shows the file`, async () => {
        const html = readFileSync(join(TUTORIAL, name), "utf8");
        const host = await house.host(appOf(name, html));
        const tab = await house.tab(host.url, { bypassCSP: true, expects: EXPECTED });
        const shown = () => tab.page.evaluate(`(${outline})([...document.getElementById("ls-view").childNodes])`);
        const meant = await tab.page.evaluate(
            `((source) => {
                const { head, body } = new DOMParser().parseFromString(source, "text/html");
                return (${outline})([...head.childNodes, ...body.childNodes]);
            })(${JSON.stringify(html)})`,
        );
        assert.equal(await shown(), meant);

        await tab.page.locator("#more").click();
        await tab.page.locator("#more", { hasText: "1" }).waitFor();
        assert.equal(await shown(), meant);
        assert.ok(
            !tab.frames.received.some((frame) => frame.startsWith('["full"')),
            "the page was adopted as it came",
        );
    });
