// JavaScript of the app in a page of the host: hooks are told of what happens to their elements, once and in order.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/hooks/app.lua";
const FIRST = "mounted a, mounted b, mounted c, mounted box, mounted on, mounted inner, mounted tally";

/** A tab, and what its hooks were told since it was last asked. */
async function visit(url, options) {
    const { page, ...tab } = await house.tab(url ?? (await house.host(APP)).url, options);
    await page.waitForFunction(() => window.said?.length);
    const said = () => page.evaluate(() => window.said.splice(0).join(", "));
    const click = async (name) => {
        await page.click(`#${name}-button`);
        await page.click("#ignore-button"); // and what was told before is told
        await until(async () => (await page.locator("[ls-busy]").count()) === 0, "all is answered");
    };
    return { page, ...tab, said, click };
}

test("hooks are mounted once, in the order of the page, when their module is there", async () => {
    const { page, said } = await visit();
    assert.equal(await said(), FIRST);
    assert.equal(await page.getAttribute("#phone", "title"), "(0123) 456 789");
});

test("a row that comes is mounted, one that goes is removed, one that moves is told nothing", async () => {
    const { page, said } = await visit();
    await said();
    await page.click("#turn-button");
    await shows(page, "ul", "cab");
    assert.equal(await said(), "");
    await page.click("#add-button");
    await shows(page, "ul", "cabd");
    assert.equal(await said(), "mounted d");
    await page.click("#remove-button");
    await shows(page, "ul", "abd");
    assert.equal(await said(), "removed c");
});

test("what is in an element is updated with it, and scripts that change it are no news", async () => {
    const { page, said } = await visit();
    await said();
    await page.evaluate(() => document.querySelector("#box").append("mine"));
    await page.click("#count-button");
    await shows(page, "#box b", "1");
    assert.equal(await said(), "updated box");
    assert.equal(await page.$eval("#box", (box) => box.context.n), 1);
    await page.click("#toggle-button");
    await page.waitForSelector("#on", { state: "detached" });
    assert.equal(await said(), "removed on, removed inner");
});

test("an element whose hook is another's from now on is removed and mounted", async () => {
    const { page, said } = await visit();
    await said();
    await page.click("#rename-button");
    await page.waitForSelector("#box[ls-hook=Second]");
    assert.equal(await said(), "updated box, removed box, second box");
    await page.click("#rename-button");
    await page.waitForSelector("#box[ls-hook=Log]");
    assert.equal(await said(), "second removed box, mounted box");
});

test("hooks hear when the line is lost and when it is back, and nothing is mounted again", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page, said } = await visit(proxy.url, { expects: /WebSocket/ });
    await said();
    proxy.close();
    await page.waitForSelector("html[ls-state=offline]", { state: "attached" });
    proxy.open();
    await page.waitForSelector("html[ls-state=live]", { state: "attached" });
    const all = ["a", "b", "c", "box", "on", "inner", "tally"];
    assert.equal(
        await said(),
        [...all.map((id) => `disconnected ${id}`), ...all.map((id) => `reconnected ${id}`)].join(", "),
    );
});

test("a push brings the app's reply, and what it changed is in the page by then", async () => {
    const { page } = await visit();
    const reply = await page.evaluate(async () => {
        const said = await document.querySelector("#box").context.push("told", { n: 7, text: "x" });
        return [said, document.querySelector("#told").textContent];
    });
    assert.deepEqual(reply, [{ twice: 14, said: "7 x" }, "7 x"]);
    assert.equal(await page.evaluate(() => document.querySelector("#box").context.push("ignore")), undefined);
});

test("a push that is refused or fails rejects with the code", async () => {
    const { page } = await visit(undefined, { expects: /./ });
    const codeOf = (name, payload, target) =>
        page.evaluate(
            (given) =>
                document
                    .querySelector("#box")
                    .context.push(...given)
                    .then(
                        () => "resolved",
                        ({ code, message }) => `${code} ${message && "and why"}`,
                    ),
            [name, payload, target],
        );
    assert.equal(await codeOf("tolled", {}), "unknown and why");
    assert.equal(await codeOf("told", { n: "x" }), "misfit and why");
    assert.equal(await codeOf("crash", {}), "crash and why");
    assert.equal(await codeOf("told", { n: 1 }, "#nowhere"), "unknown and why");
    assert.equal(await codeOf("told", { n: 1, text: "x".repeat(70_000) }), "too_large and why");
    assert.equal(await codeOf("told", { n: 1 }), "resolved");
});

test("a push waits for the line, and its reply comes when it is back", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page } = await visit(proxy.url, { expects: /WebSocket/ });
    proxy.hold("down");
    await page.evaluate(() => {
        window.replies = [];
        const { context } = document.querySelector("#box");
        for (const n of [1, 2]) context.push("told", { n }).then(({ twice }) => window.replies.push(twice));
    });
    proxy.cut();
    await page.waitForFunction(() => window.replies.length === 2);
    assert.deepEqual(await page.evaluate(() => window.replies), [2, 4]);
});

test("a push to a component's element is for that component", async () => {
    const { page } = await visit();
    const push = (target) =>
        page.evaluate((to) => document.querySelector("#box").context.push("told", { n: 3 }, to), target);
    assert.equal(await push("#tally"), 3);
    assert.equal(await push("#tally"), 6);
    assert.equal((await push()).twice, 6);
    await shows(page, "#tally", "6");
});

test("X01 code beside the app formats what the host says, now and after every change", async () => {
    const { page } = await visit();
    const phone = page.locator("#phone");
    assert.equal(await phone.getAttribute("title"), "(0123) 456 789");
    await page.click("#dial-button");
    await shows(page, "#phone", "9876543210");
    assert.equal(await phone.getAttribute("title"), "(9876) 543 210");
    await page.click("#dial-button");
    await shows(page, "#phone", "0123456789");
    assert.equal(await phone.getAttribute("title"), "(0123) 456 789");
});

test("X02 code beside the app reacts to what the host pushes, by running an operation of the page", async () => {
    const { page, said } = await visit();
    await said();
    const heard = page.evaluate(
        () =>
            new Promise((done) => {
                document.addEventListener("ls:points", ({ target, detail }) => done([target.id, detail]));
            }),
    );
    assert.equal(await page.locator("#hint").isVisible(), false);
    await page.click("#points-button");
    await page.waitForSelector("#hint", { state: "visible" });
    assert.equal(await page.getAttribute("#hint", "title"), "0");
    assert.deepEqual(await heard, ["ls-view", [1, 2, 3]]);
    assert.match(await said(), /^points a \[1,2,3\], points b \[1,2,3\], /);
});

test("a hook that throws, or that is not there, is told, and the page goes on", async () => {
    const { page, said } = await visit();
    const told = page.evaluate(
        () =>
            new Promise((done) => {
                const errors = [];
                document.addEventListener("ls:error", ({ target, detail: { code, text } }) => {
                    errors.push([target.id, code, text.split("\n")[0]]);
                    if (errors.length === 2) done(errors);
                });
            }),
    );
    await said();
    await page.click("#bad-button");
    await shows(page, "#box b", "1");
    assert.deepEqual(await told, [
        ["on", "script", "Error: bad luck"],
        [
            "more",
            "script",
            'ls-hook="Logg": no script of the page exports this hook; there are Hint, Log, Phone, Second, Throws, Widget',
        ],
    ]);
    assert.match(await said(), /updated box/);
    await page.click("#count-button");
    await shows(page, "#box b", "2");
});

test("apps/plot.lua draws what is pushed, and says what a person points at", async () => {
    const host = await house.host("apps/plot.lua");
    const { page } = await house.tab(host.url);
    const isBlank = () =>
        page.$eval("#plot", (canvas) => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return data.every((byte) => byte === 0);
        });
    assert.equal(await isBlank(), true);
    await page.click("text=Start");
    await until(async () => !(await isBlank()), "something is drawn");
    await page.click("text=Stop");
    await page.waitForSelector("text=Start");
    await page.click("#plot", { position: { x: 5, y: 5 } });
    await page.waitForFunction(() => /^[\d.]+$/.test(document.querySelector("#plot").title));
});
