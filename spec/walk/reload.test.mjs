// Hot reload: a file is saved, and the pages that are open go on in the new code with all they have.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { until } from "./support/host.mjs";
import { hearsOfJoined, openHouse, quiet, settled, shows, test } from "./support/house.mjs";

const house = openHouse();
const folder = mkdtempSync(join(tmpdir(), "lightspeed-reload-"));
after(() => rmSync(folder, { recursive: true }));

const APP = `
local ls = require "lightspeed"
local view = ls.view {
    title = "Trip",
    css = css[[ p { color: rgb(1, 2, 3); } ]],
    events = { "add", typed = { name = "string", mail = "string" }, save = { name = "string", mail = "string" } },
}
function view.init()
    return { n = 0, name = "", saved = "" }
end
function view.update.add(m)
    m.n = m.n + 1
end
function view.update.typed(m, e)
    m.name = e.name
end
function view.update.save(m, e)
    m.saved = e.name .. " at " .. e.mail
end
function view.render(m)
    return html[[
        <main>
            <p id="n">{m.n}</p>
            <button id="add" ls-click="add">+</button>
            {form(m)}
            <p id="saved">{m.saved}</p>
        </main>
    ]]
end
return view
`.replace(
    "function view.init",
    `local function form(m)
    return html[[
        <form ls-change="typed" ls-submit="save">
            <input name="name" id="name"><input name="mail" id="mail">
            <p id="hello">Hello {m.name}</p>
            <button id="save">Save</button>
        </form>
    ]]
end
function view.init`,
);

let count = 0;

/** An app of its own: its file, and how to save another text in it, as editors do. */
function makeApp(text = APP) {
    const file = join(mkdtempSync(join(folder, "app-")), `app${++count}.lua`);
    const save = (next) => {
        writeFileSync(`${file}~`, next);
        renameSync(`${file}~`, file);
    };
    save(text);
    return { file, save, text: () => readFileSync(file, "utf8") };
}

const change = (app, before, now) => {
    assert.ok(app.text().includes(before), `no ${before} in the app`);
    app.save(app.text().replace(before, now));
};

/** The same app with a model of another shape, and another form. */
const nextVersion = (app) =>
    app
        .text()
        .replace('title = "Trip",', 'title = "Trip",\n    version = 2,')
        .replace("return { n = 0,", "return { clicks = { n = 0 },")
        .replace("m.n = m.n + 1", "m.clicks.n = m.clicks.n + 1")
        .replace("{m.n}", "{m.clicks.n}")
        .replace('<input name="mail" id="mail">', '<label>Mail <input name="mail" id="mail"></label>')
        .replace(
            "return view",
            "function view.migrate(m, from)\n    assert(from == 1)\n    m.clicks, m.n = { n = m.n }, nil\n    return m\nend\nreturn view",
        );

const mark = (page, ...selectors) =>
    page.evaluate((all) => {
        for (const one of all) document.querySelector(one).marked = true;
    }, selectors);

/** Waits until the client knows of what is typed: that part of it comes with the first letter. */
const keeps = async (tab) => {
    await until(() => [...tab.parts].some((url) => /again-/.test(url)), "it is asked for");
    await settled(tab);
    await quiet(tab.page);
};
const isMarked = (page, selector) => page.evaluate((one) => !!document.querySelector(one).marked, selector);

test("a saved file reaches the pages that are open: they keep their model, and what did not change keeps its nodes", async () => {
    const app = makeApp();
    const host = await house.host(app.file);
    const tab = await house.tab(host.url);
    const { page, frames } = tab;
    await page.click("#add");
    await page.click("#add");
    await shows(page, "#n", 2);
    await mark(page, "main", "#name");
    await page.fill("#name", "Ada");
    await shows(page, "#hello", "Hello Ada");
    change(app, "m.n = m.n + 1", "m.n = m.n + 10");
    change(app, "{m.n}", "{m.n * 2}");
    await shows(page, "#n", 4);
    await page.click("#add");
    await shows(page, "#n", 24);
    assert.ok(await isMarked(page, "main"));
    assert.ok(await isMarked(page, "#name"));
    assert.equal(tab.loads, 1);
    assert.ok(!frames.received.some((frame) => frame.includes('"new"')), "no template changed");
    assert.equal(await host.metric("renewals_failed"), 0);
});

test("a template that changed comes alone, and what is typed in it stays, with focus and caret", async () => {
    const app = makeApp();
    const host = await house.host(app.file);
    const tab = await house.tab(host.url);
    const { page, frames } = tab;
    await page.click("#add");
    await shows(page, "#n", 1);
    await mark(page, "main");
    await page.type("#name", "Ada");
    await page.type("#mail", "ada@exam");
    await page.keyboard.press("ArrowLeft");
    await keeps(tab);
    change(app, "Hello {m.name}", "Good morning, {m.name}");
    await shows(page, "#hello", "Good morning, Ada");
    assert.equal(await page.inputValue("#mail"), "ada@exam");
    assert.equal(await page.inputValue("#name"), "Ada");
    const caret = await page.evaluate(() => [document.activeElement.id, document.activeElement.selectionStart]);
    assert.deepEqual(caret, ["mail", 7]);
    assert.ok(await isMarked(page, "main"), "what is around it stays");
    const told = frames.received.filter((frame) => frame.includes('"new"'));
    assert.equal(told.length, 1);
    assert.ok(!told[0].includes("<main>"), told[0]);
    await page.keyboard.press("End");
    await page.keyboard.type("ple.org");
    await page.click("#save");
    await shows(page, "#saved", "Ada at ada@example.org");
    assert.equal(tab.loads, 1);
});

test("what cannot be loaded is shown over the page, which goes on as it was; a good file takes it away", async () => {
    const app = makeApp();
    const host = await house.host(app.file);
    const { page } = await house.tab(host.url);
    change(app, "m.n = m.n + 1", "m.n = = m.n + 1");
    const alert = page.getByRole("alert");
    await alert.getByText(/app\d+\.lua:\d+: .*unexpected symbol/).waitFor();
    await page.click("#add");
    await shows(page, "#n", 1);
    const late = await house.tab(host.url);
    await late.page.getByRole("alert").getByText("unexpected symbol").waitFor();
    change(app, "m.n = = m.n + 1", "m.n = m.n + 5");
    await alert.waitFor({ state: "detached" });
    await late.page.getByRole("alert").waitFor({ state: "detached" });
    await page.click("#add");
    await shows(page, "#n", 6);
    await host.says(/cannot be loaded again; what was loaded before goes on/);
});

test("a stylesheet that changed is swapped: nothing else happens to the page", async () => {
    const app = makeApp();
    const host = await house.host(app.file);
    const tab = await house.tab(host.url);
    const { page, frames } = tab;
    const color = (expected) =>
        page.waitForFunction((rgb) => getComputedStyle(document.querySelector("#n")).color === rgb, expected);
    await color("rgb(1, 2, 3)");
    await mark(page, "main");
    const before = frames.received.length;
    change(app, "rgb(1, 2, 3)", "rgb(4, 5, 6)");
    await color("rgb(4, 5, 6)");
    await page.waitForFunction(() => document.querySelectorAll('link[href^="/_ls/style"]').length === 1);
    assert.ok(await isMarked(page, "main"));
    assert.match(frames.received.slice(before).join(), /^\[\d+,\d+,null,\{"do":\[\["sheet",[^\]]*\]\]\}\]$/);
    assert.equal(tab.loads, 1);
});

test("half a form, a new version of the model, the other half: nothing that was typed is lost, and nothing flickers", async () => {
    const app = makeApp();
    const host = await house.host(app.file);
    const tab = await house.tab(host.url);
    const { page } = tab;
    await page.click("#add");
    await page.type("#name", "Grace");
    await page.type("#mail", "grace@");
    await keeps(tab);
    // Every state that can be painted is looked at: never without the form, and never without what is in it.
    await page.evaluate(() => {
        window.seen = [];
        const look = () => {
            window.seen.push(document.querySelector("#name")?.value, document.querySelector("#mail")?.value);
            window.frame = requestAnimationFrame(look);
        };
        look();
    });
    app.save(nextVersion(app));
    await page.waitForSelector("label #mail");
    await page.keyboard.type("example.org");
    const seen = await page.evaluate(() => {
        cancelAnimationFrame(window.frame);
        return window.seen;
    });
    assert.ok(seen.length > 4);
    for (const [i, value] of seen.entries()) assert.match(String(value), i % 2 ? /^grace@/ : /^Grace$/);
    await page.click("#save");
    await shows(page, "#saved", "Grace at grace@example.org");
    await page.click("#add");
    await shows(page, "#n", 2);
    assert.equal(tab.loads, 1);
    assert.equal(await host.metric("restarts"), 0);
});

test("a model of another version begins anew where there is no migrate, and the log says so", async () => {
    const app = makeApp();
    const host = await house.host(app.file);
    const tab = await house.tab(host.url);
    await tab.page.click("#add");
    await shows(tab.page, "#n", 1);
    change(app, 'title = "Trip",', 'title = "Trip",\n    version = 2,');
    await shows(tab.page, "#n", 0);
    await tab.page.click("#add");
    await shows(tab.page, "#n", 1);
    await host.says(/a model is of version 1 and the view has no migrate, so it begins anew/);
    assert.equal(tab.loads, 1);
});

test("where the new code cannot go on from a model, the page stays with the old one, says so, and is tried again", async () => {
    const app = makeApp();
    const host = await house.host(app.file);
    const { page } = await house.tab(host.url);
    await page.click("#add");
    await shows(page, "#n", 1);
    change(app, "{m.n}", "{m.count.n}");
    await page
        .getByRole("alert")
        .getByText(/the new one cannot go on from its model: .*count/)
        .waitFor();
    await page.click("#add");
    await shows(page, "#n", 2);
    assert.equal(await host.metric("renewals_failed"), 1);
    change(app, "{m.count.n}", "{m.n + 100}");
    await shows(page, "#n", 102);
    await page.getByRole("alert").waitFor({ state: "detached" });
});

test("in production a file is loaded when the operator says so, and trouble is told in the log alone", async () => {
    const app = makeApp();
    const host = await house.host(app.file, ["--prod"]);
    const { page } = await house.tab(host.url);
    await page.click("#add");
    await shows(page, "#n", 1);
    change(app, "{m.n}", "{m.n * 7}");
    await page.click("#add");
    await shows(page, "#n", 2);
    host.child.kill("SIGHUP");
    await shows(page, "#n", 14);
    change(app, "{m.n * 7}", "{m.n *}");
    host.child.kill("SIGHUP");
    await until(() => /cannot be loaded again/.test(host.said), "the log says why");
    await page.click("#add");
    await shows(page, "#n", 21);
    assert.equal(await page.getByRole("alert").count(), 0);
});

test("a page that was away meanwhile, or was fetched and not yet joined, gets what it lacks", async () => {
    const app = makeApp();
    const host = await house.host(app.file);
    const proxy = await house.proxy(host);
    const away = await house.tab(proxy.url, { expects: /WebSocket connection|net::ERR/ });
    await away.page.click("#add");
    await shows(away.page, "#n", 1);
    proxy.close();
    change(app, "Hello {m.name}", "Good day, {m.name}");
    const other = await house.tab(host.url);
    await shows(other.page, "#hello", "Good day, ");
    change(app, "Good day, {m.name}", "Good night, {m.name}");
    await shows(other.page, "#hello", "Good night, ");
    proxy.open();
    await shows(away.page, "#hello", "Good night, ");
    await shows(away.page, "#n", 1);
    assert.equal(away.loads, 1);
});

test("half a form, a new process with a new version of the app, the other half: nothing that was typed is lost", async () => {
    const app = makeApp();
    const state = mkdtempSync(join(folder, "state-"));
    const first = await house.host(app.file, ["--prod", "--state", state]);
    const tab = await house.tab(first.url, {
        expects: /ERR_CONNECTION_(REFUSED|RESET)|establishing a connection|net::ERR/,
    });
    const { page } = tab;
    await page.click("#add");
    await page.type("#name", "Grace");
    await page.type("#mail", "grace@");
    await shows(page, "#hello", "Hello Grace");
    await keeps(tab);
    await first.stop();
    app.save(nextVersion(app).replace("rgb(1, 2, 3)", "rgb(4, 5, 6)"));
    const second = await house.host(app.file, ["--prod", "--state", state], first.port);
    await page.waitForSelector("label #mail");
    assert.equal(await page.inputValue("#mail"), "grace@");
    assert.equal(await page.inputValue("#name"), "Grace");
    assert.equal(await page.evaluate(() => document.activeElement.id), "mail");
    await page.keyboard.type("example.org");
    await page.click("#save");
    await shows(page, "#saved", "Grace at grace@example.org");
    await page.click("#add");
    await shows(page, "#n", 2);
    await page.waitForFunction(() => getComputedStyle(document.querySelector("#n")).color === "rgb(4, 5, 6)");
    assert.equal(tab.loads, 1);
    assert.equal(await second.metric("revivals"), 1);
});

test("the same program started anew has nothing to tell: pages keep their nodes and go on", async () => {
    const app = makeApp();
    const state = mkdtempSync(join(folder, "state-"));
    const first = await house.host(app.file, ["--prod", "--state", state]);
    const tab = await house.tab(first.url, {
        expects: /ERR_CONNECTION_(REFUSED|RESET)|establishing a connection|net::ERR/,
    });
    const { page, frames } = tab;
    await page.click("#add");
    await shows(page, "#n", 1);
    await mark(page, "main", "#name");
    await first.stop();
    await house.host(app.file, ["--prod", "--state", state], first.port);
    await hearsOfJoined(page, 2); // without a line, and once that shows, a click would be refused
    await page.click("#add");
    await shows(page, "#n", 2);
    assert.ok(await isMarked(page, "main"));
    assert.ok(await isMarked(page, "#name"));
    assert.ok(!frames.received.some((frame) => frame.includes('"new"')));
    assert.equal(tab.loads, 1);
});
