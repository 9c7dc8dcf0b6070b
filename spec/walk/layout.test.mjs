// Layouts and looks in a browser: documents of all sorts are live, CSS stays in its view, the default stylesheet gives
// way to any other, can be read by everybody, and tells of a lost line.

import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { clicks, live, openHouse, rested, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/walk_layout.lua";
const LOOK = "spec/apps/walk_look.lua";
const expects = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;

// A computed property of the first element that fits.
const style = (page, selector, property) =>
    page
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element)[name], property);

async function visit(path, app = APP) {
    const host = await house.host(app);
    return house.tab(host.url + path);
}

test("a page with a layout around ls.layout is live", async () => {
    const { page } = await visit("");
    assert.equal(await page.title(), "<Cups>");
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    assert.equal(await page.locator("head meta[name=description]").getAttribute("content"), "A shop of <Cups>");
    assert.equal(await page.locator("body > header [aria-current=page]").textContent(), "/");
    assert.equal(await page.locator("body > footer").textContent(), "Made by hand");
    assert.equal(await page.locator("main > #ls-view").count(), 1);
    await clicks(page, "#add", 2);
    await shows(page, "#n", 2);
});

test("a page with a document of its own is live", async () => {
    const { page } = await visit("plain");
    assert.equal(await page.title(), "Cups | plain");
    assert.equal(await page.locator("html").getAttribute("lang"), "en-US");
    assert.equal(await page.evaluate(() => document.compatMode), "CSS1Compat");
    assert.equal(await page.locator("body.plain > #ls-view").count(), 1);
    await clicks(page, "#add", 3);
    await shows(page, "#n", 3);
});

test("nothing around a view is marked: a layout is never patched", async () => {
    const { page } = await visit("");
    const comments = await page.evaluate(() => {
        const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
        let count = 0;
        while (walker.nextNode()) count += !walker.currentNode.parentElement.closest("#ls-view");
        return count;
    });
    assert.equal(comments, 0);
});

test("a layout that forgets something says what, in place of the page", async () => {
    const host = await house.host(APP);
    for (const [path, said] of [
        ["headless", "the layout does not show {page.head}: it belongs in <head>"],
        ["twice", "the layout shows {slots()} 2 times; once is right"],
        ["fragment", "the layout does not begin with <!doctype html>: it makes the whole document"],
    ]) {
        const { page } = await house.tab(host.url + path, { joins: false, expects: /status of 500/ });
        assert.match(await page.locator("pre").textContent(), new RegExp(said.replace(/[{}().]/g, "\\$&")));
    }
});

test("a view's CSS applies in that view, and nowhere else", async () => {
    const host = await house.host(APP);
    const { page } = await house.tab(host.url);
    assert.equal(await style(page, "#ls-view p", "color"), "rgb(200, 0, 0)");
    assert.equal(await style(page, "#ls-view", "borderTopColor"), "rgb(1, 2, 3)");
    assert.equal(await style(page, "h1", "fontSize"), "20px"); // in an @media
    assert.equal(await style(page, "h1", "animationName"), "nothing");
    assert.notEqual(await style(page, "#beside", "color"), "rgb(200, 0, 0)");
    const plain = await house.tab(`${host.url}plain`);
    assert.equal(await style(plain.page, "#ls-view p", "color"), "rgb(0, 0, 200)");
    assert.notEqual(await style(plain.page, "h1", "fontSize"), "20px");
});

test("a view's CSS ends at a view that is nested in it", async () => {
    const { page } = await visit("");
    const [inside, beside] = await page.evaluate(() => {
        const view = document.querySelector("#ls-view");
        view.insertAdjacentHTML("beforeend", "<section><p>a</p></section><section><p>b</p></section>");
        const [first, second] = view.querySelectorAll("section > p");
        first.parentElement.toggleAttribute("ls-live");
        const colours = [first, second].map((element) => getComputedStyle(element).color);
        for (const element of [first, second]) element.parentElement.remove();
        return colours;
    });
    assert.notEqual(inside, "rgb(200, 0, 0)");
    assert.equal(beside, "rgb(200, 0, 0)");
});

test("an app's CSS applies on all of its pages", async () => {
    const host = await house.host(APP);
    for (const path of ["", "plain"]) {
        const { page } = await house.tab(host.url + path);
        assert.equal(await style(page, "#beside", "letterSpacing"), "7px");
    }
});

test("a page without the default style looks as the browser has it", async () => {
    const { page } = await visit("bare");
    assert.equal(await style(page, "body", "margin"), "8px");
    assert.equal(await style(page, "[ls-when]", "display"), "none");
    await clicks(page, "#add");
    await shows(page, "#n", 1);
});

test("any rule of an app wins over the default style", async () => {
    const { page } = await visit("", LOOK);
    assert.notEqual(await style(page, "#send", "color"), "rgb(9, 9, 9)");
    await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("button { color: rgb(9, 9, 9) } * { margin: 3px }");
        document.adoptedStyleSheets = [sheet];
    });
    assert.equal(await style(page, "#send", "color"), "rgb(9, 9, 9)");
    assert.equal(await style(page, "h1", "marginTop"), "3px");
});

test("a lost line is told, and that it is back", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects });
    const told = page.getByText("No connection");
    assert.equal(await told.isVisible(), false);
    proxy.close();
    await told.waitFor({ state: "visible" });
    proxy.open();
    await live(page);
    assert.equal(await told.isVisible(), false);
    await clicks(page, "#add", 2);
    await shows(page, "#n", 2);
});

// WCAG 2.2, 1.4.3: every text against what is behind it. Runs in the page.
function contrasts() {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
    const paint = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
        }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour) => {
        const [red, green, blue] = colour.map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const backgrounds = (element) => {
        const found = [];
        for (let at = element; at; at = at.parentElement) found.unshift(getComputedStyle(at).backgroundColor);
        return found;
    };
    const ratio = (one, other) => {
        const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
        return (light + 0.05) / (dark + 0.05);
    };
    const results = [];
    for (const element of document.querySelectorAll("body *")) {
        const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (element.matches("option") || !(hasText || element.matches("input:not([type])"))) continue;
        const { color, borderTopColor, display } = getComputedStyle(element);
        if (display === "none") continue;
        const behind = backgrounds(element);
        results.push({
            what: element.outerHTML.slice(0, 60),
            ratio: ratio(paint([...behind, color]), paint(behind)),
        });
        if (element.matches("input")) {
            const around = backgrounds(element.parentElement); // 1.4.11: the edge of a control
            results.push({ what: "an edge", ratio: ratio(paint([borderTopColor]), paint(around)), least: 3 });
        }
    }
    return results;
}

for (const colorScheme of ["light", "dark"])
    test(`every text of the default style can be read, ${colorScheme}`, async () => {
        const { page } = await visit("", LOOK);
        await page.emulateMedia({ colorScheme });
        await page.evaluate(() => document.documentElement.setAttribute("ls-state", "offline")); // and the banner
        await rested(page); // colours of buttons move
        const results = await page.evaluate(contrasts);
        await page.evaluate(() => document.documentElement.setAttribute("ls-state", "live"));
        assert.ok(results.length > 25, `${results.length} texts`);
        assert.deepEqual(
            results.filter(({ ratio, least = 4.5 }) => ratio < least),
            [],
        );
    });

test("nothing of the default style runs out of a telephone", async () => {
    const { page } = await visit("", LOOK);
    await page.setViewportSize({ width: 320, height: 600 });
    await page.waitForFunction(() => innerWidth === 320);
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(widest <= 320, `the page is ${widest} wide`);
});

test("what is focused by the keyboard shows it", async () => {
    const { page } = await visit("", LOOK);
    await page.keyboard.press("Tab");
    const [width, kind] = await page.evaluate(() => {
        const { outlineWidth, outlineStyle } = getComputedStyle(document.activeElement);
        return [outlineWidth, outlineStyle];
    });
    assert.deepEqual([width, kind], ["2px", "solid"]);
});

test("whoever wants less motion gets none, and paper gets no navigation", async () => {
    const { page } = await visit("", LOOK);
    assert.notEqual(await style(page, "#send", "transitionDuration"), "0s");
    await page.emulateMedia({ reducedMotion: "reduce" });
    assert.equal(await style(page, "#send", "transitionDuration"), "0s");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.equal(await style(page, "nav", "display"), "none");
    assert.equal(await style(page, "h1", "color"), "rgb(31, 35, 43)"); // dark on white
});

test("the stylesheet is small, and kept for ever", async () => {
    const host = await house.host(LOOK, ["--prod"]); // in development it has the looks of the host's own page, too
    const html = await (await fetch(host.url)).text();
    const [, href] = /<link rel="stylesheet" href="([^"]+)">/.exec(html);
    const response = await fetch(new URL(href, host.url));
    assert.equal(response.status, 200);
    assert.match(response.headers.get("cache-control"), /immutable/);
    assert.equal(response.headers.get("content-type"), "text/css; charset=utf-8");
    assert.ok((await response.arrayBuffer()).byteLength < 16 * 1024);
    const { size } = await stat("client/style.css"); // what any page needs; the rest is for shipped components
    assert.ok(size < 10 * 1024, `${size} bytes`);
});
