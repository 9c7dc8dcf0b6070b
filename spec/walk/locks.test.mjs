// What is on its way to the host: what shows it, what has to wait for the answer, and what does not. A proxy holds
// the one way or the other, so that each answer comes when the spec wants it.
//
// I4095: there are no portals here; content is where its template is, so nothing is half teleported.
// I3169: what a component shows is never skipped by the client: a patch says every slot that differs, whoever had the
// place before. I4088 takes one away and brings it back with other data, while its container is locked.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(app = "spec/apps/walk_locks.lua", more = {}) {
    const host = await house.host(app);
    const proxy = await house.proxy(host);
    const tab = await house.tab(proxy.url, more);
    return { host, proxy, ...tab };
}

const number = (page, selector) => page.locator(selector).textContent().then(Number);

/** So many more ticks have arrived. */
async function pass(page, count = 3) {
    const target = (await number(page, "#outside")) + count;
    await page.waitForFunction((least) => Number(document.querySelector("#outside").textContent) >= least, target);
}

/** What an element says of itself. */
const look = (page, selector, ...names) =>
    page.$eval(selector, (element, all) => all.map((name) => element.getAttribute(name)), names);

const BUSY = ["ls-busy", "aria-busy"];

/** Everything in the view that is busy. */
const busy = (page) =>
    page.$$eval("[ls-busy],[aria-busy=true]", (all) =>
        all.map((element) => `${element.id || element.localName}: ${element.getAttribute("ls-busy")}`),
    );

const idle = (page) => page.waitForFunction(() => !document.querySelector("[ls-busy]"));

/** The events that the host has had. */
const heard = (host, count) => until(async () => (await host.metric("events")) === count, `${count} events`);

const FIELDS = ["name", "note", "fixed", "extra"];
const readonly = (page) =>
    page.$eval("#form", (form, names) => names.map((name) => form.elements[name].hasAttribute("readonly")), FIELDS);
const disabled = (page) =>
    page.$$eval("#form button, #also", (all) => all.filter((one) => one.disabled).map(({ id }) => id));

test("F01 while a submit is in flight what can be written in is readonly, and then as its author had it", async () => {
    const { page, proxy } = await visit();
    for (let i = 1; i <= 3; i++) {
        assert.deepEqual(await readonly(page), [false, false, true, false]);
        proxy.hold("up");
        await page.fill("[name=note]", `note ${i}`);
        await page.focus("[name=name]");
        await page.keyboard.press("Enter");
        assert.deepEqual(await readonly(page), [true, true, true, true]);
        await page.keyboard.type("nobody hears this");
        proxy.release();
        await shows(page, "#sent", i);
        await idle(page);
        assert.equal(await page.inputValue("[name=note]"), `NOTE ${i}`);
        assert.equal(await page.inputValue("[name=name]"), "");
    }
    assert.deepEqual(await readonly(page), [false, false, true, false]);
    assert.equal(await look(page, "[name=fixed]", "readonly").then(String), "");
});

test("F02 the buttons of a form are disabled and marked while it is in flight, and it is sent once", async () => {
    const { page, proxy, host } = await visit();
    proxy.hold("up");
    await page.click("#save");
    assert.deepEqual(await disabled(page), ["save", "never", "also"]);
    assert.deepEqual(await look(page, "#save", ...BUSY), ["submit", null]);
    assert.deepEqual(await look(page, "#form", ...BUSY), ["submit", "true"]);
    await page.locator("#save").evaluate((button) => button.click());
    await page.locator("#form").press("Enter");
    proxy.release();
    await shows(page, "#sent", 1);
    await idle(page);
    assert.deepEqual(await disabled(page), ["never"]);
    assert.deepEqual(await look(page, "#save", ...BUSY), [null, null]);
    await shows(page, "#items", "sent now");
    assert.equal(await host.metric("events"), 1);
    assert.equal(await page.evaluate(() => document.activeElement.id), "save");
});

test("F03 a button with ls-disable-with is disabled while its click is pending, and says so", async () => {
    const { page, proxy } = await visit();
    for (const [button, before, after] of [
        ["#run", "Run 0 0", "Run 0 1"],
        ["#sole", "1", "2"],
    ]) {
        await shows(page, button, before);
        const [, wasBusy] = await look(page, button, ...BUSY);
        proxy.hold("up");
        await page.click(button);
        assert.deepEqual(await look(page, button, "disabled", ...BUSY), ["", "click", "true"]);
        await shows(page, button, "Running…");
        proxy.release();
        await shows(page, button, after);
        assert.deepEqual(await look(page, button, "disabled", ...BUSY), [null, null, wasBusy]);
    }
});

test("F03 what the host changes in such a button meanwhile is there afterwards", async () => {
    const { page, proxy } = await visit();
    await clicks(page, "#start");
    await pass(page);
    proxy.hold("up");
    await page.click("#run");
    await page.click("#sole");
    await pass(page);
    await shows(page, "#run", "Running…");
    await shows(page, "#sole", "Running…");
    proxy.release();
    await idle(page);
    await clicks(page, "#stop");
    await idle(page);
    await shows(page, "#run b", await number(page, "#outside"));
    await shows(page, "#sole", "2");
});

test("F03 a refusal brings the button back, too", async () => {
    const { page, proxy } = await visit();
    proxy.hold("up");
    await page.click("#crash");
    await shows(page, "#crash", "Crashing…");
    proxy.release();
    await shows(page, "#crash", "Crash");
    assert.deepEqual(await look(page, "#crash", "disabled", ...BUSY), [null, null, null]);
});

test("F03 a line that is lost and comes back does it as well, and the event happens once", async () => {
    const { page, proxy, host } = await visit(undefined, { expects: /ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/ });
    proxy.hold("up");
    await page.click("#run");
    await page.click("#save");
    proxy.close();
    await shows(page, "#run", "Running…");
    assert.deepEqual(await readonly(page), [true, true, true, true]);
    proxy.open();
    await shows(page, "#run", "Run 0 1");
    await idle(page);
    assert.deepEqual(await readonly(page), [false, false, true, false]);
    assert.deepEqual(await disabled(page), ["never"]);
    assert.equal(await host.metric("events"), 2);
});

test("F12 change and submit may be in flight together; each answer takes its own marks away", async () => {
    const { page, proxy, host } = await visit();
    proxy.hold("down");
    await page.fill("[name=name]", "a");
    assert.deepEqual(await look(page, "#form", ...BUSY), ["change", "true"]);
    assert.deepEqual(await readonly(page), [false, false, true, false]);
    await heard(host, 1);
    proxy.hold("up");
    await page.click("#save");
    assert.deepEqual(await look(page, "#form", ...BUSY), ["change submit", "true"]);
    assert.deepEqual(await look(page, "[name=name]", ...BUSY), ["submit", null]);
    await shows(page, "#save", "Saving…");
    assert.equal(await page.inputValue("#also"), "Also saving…");
    await shows(page, "#items", "");
    proxy.release("down");
    await shows(page, "#items", "a");
    assert.deepEqual(await look(page, "#form", ...BUSY), ["submit", "true"]);
    assert.deepEqual(await readonly(page), [true, true, true, true]);
    proxy.release("up");
    await shows(page, "#sent", 1);
    assert.deepEqual(await busy(page), []);
    await shows(page, "#save", "Save 1");
    assert.equal(await page.inputValue("#also"), "Also");
    assert.equal(await look(page, "#also", "value").then(String), "Also");
});

test("F12 a form is locked while a change of it is in flight, not while it is sent", async () => {
    const { page, proxy } = await visit();
    await clicks(page, "#start");
    await pass(page);
    proxy.hold("up");
    await page.fill("[name=name]", "a");
    const locked = await number(page, "#inside");
    await pass(page);
    assert.equal(await number(page, "#inside"), locked);
    proxy.release();
    await idle(page);
    proxy.hold("up");
    await page.click("#save");
    const before = await number(page, "#inside");
    await pass(page);
    assert.ok((await number(page, "#inside")) > before);
    assert.deepEqual(await readonly(page), [true, true, true, true]);
    proxy.release();
    await idle(page);
});

test("F12 what was ticked and chosen stays while another change of its form is in flight", async () => {
    const host = await house.host("spec/apps/walk_motion.lua");
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url);
    const chosen = () =>
        page.evaluate(() => {
            const { news, colour } = document.querySelector("form").elements;
            return [news.checked, colour.value];
        });
    proxy.hold("down");
    await clicks(page, "[name=news]");
    await page.selectOption("[name=colour]", "blue");
    await heard(host, 2);
    proxy.hold("up");
    await page.fill("[name=note]", "a note");
    proxy.release("down");
    await shows(page, "#heard", "//blue/on"); // the first answers are there
    assert.deepEqual(await chosen(), [true, "blue"]);
    proxy.release("up");
    await shows(page, "#heard", "/a note/blue/on");
    await idle(page);
    assert.deepEqual(await chosen(), [true, "blue"]);
});

test("F13 what comes while changes of a form are in flight waits, and is there with the last answer; so do its hooks", async () => {
    const { page, proxy, host } = await visit();
    const mounted = () => page.evaluate(() => window.said.splice(0).filter((what) => !what.startsWith("updated")));
    await page.waitForFunction(() => window.said);
    proxy.hold("down");
    await page.fill("[name=name]", "a");
    await heard(host, 1);
    proxy.hold("up");
    await page.fill("[name=name]", "ab");
    await page.fill("[name=name]", "abc");
    proxy.release("down");
    await shows(page, "#heard", 1); // the first answer is there
    assert.equal(await page.locator("#items li").count(), 0);
    assert.deepEqual(await mounted(), []);
    proxy.release("up");
    await page.locator("#items li").nth(2).waitFor();
    assert.deepEqual(await page.locator("#items li").allTextContents(), ["a", "ab", "abc"]);
    assert.equal(await page.inputValue("[name=name]"), "abc");
    assert.deepEqual(await mounted(), ["mounted item-1", "mounted item-2", "mounted item-3"]);
    await page.click("#save");
    await page.locator("#items li").nth(3).waitFor();
    assert.deepEqual(await page.locator("#items li").allTextContents(), ["a", "ab", "abc", "sent now"]);
    assert.deepEqual(await mounted(), ["mounted item-4"]);
    await idle(page);
});

test("F13 a lost line in between changes nothing of that", async () => {
    const { page, proxy, host } = await visit(undefined, { expects: /ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/ });
    await clicks(page, "#start");
    await pass(page);
    proxy.hold("up");
    await page.fill("[name=name]", "a");
    await page.fill("[name=name]", "ab");
    await pass(page);
    proxy.close();
    await page.keyboard.type("c");
    proxy.open();
    await idle(page);
    assert.deepEqual(await page.locator("#items li").allTextContents(), ["a", "ab", "abc"]);
    assert.equal(await page.inputValue("[name=name]"), "abc");
    await clicks(page, "#stop");
    await idle(page);
    assert.equal(await number(page, "#inside"), await number(page, "#outside"));
    assert.equal(await host.metric("turns_failed"), 0);
});

test("ls-when=loading shows within, and beside, what waits for its answer, and nowhere else", async () => {
    const { page, proxy } = await visit();
    const shown = () =>
        page.$$eval("[ls-when=loading]", (all) => all.filter((one) => one.checkVisibility()).map(({ id }) => id));
    assert.deepEqual(await shown(), []);
    proxy.hold("up");
    await page.click("#slow");
    assert.deepEqual(await shown(), ["beside"]);
    await page.fill("[name=name]", "a");
    assert.deepEqual(await shown(), ["within", "beside"]);
    proxy.release();
    await idle(page);
    assert.deepEqual(await shown(), []);
    proxy.hold("up");
    await page.click("#save");
    assert.deepEqual(await shown(), ["within"]);
    proxy.release();
    await idle(page);
    assert.deepEqual(await shown(), []);
});

test("I3448 the focus that was moved meanwhile stays where it is when what waited is there", async () => {
    const { page, proxy } = await visit();
    proxy.delay(100);
    await page.locator("[name=name]").pressSequentially("abc");
    await page.focus("[name=note]");
    await page.keyboard.type("de");
    await page.locator("#items li").nth(2).waitFor();
    await idle(page);
    const { name, value, selectionStart } = await page.evaluate(() => {
        const { name, value, selectionStart } = document.activeElement;
        return { name, value, selectionStart };
    });
    assert.deepEqual({ name, value, selectionStart }, { name: "note", value: "de", selectionStart: 2 });
});

test("I3684 a radio in something clickable in a form in a component: both are in flight, and it is chosen", async () => {
    const { page, proxy, host } = await visit();
    proxy.hold("down");
    await page.check("#outer [value=large]");
    assert.deepEqual(await busy(page), ["form: click change", "div: click"]);
    await heard(host, 2);
    assert.equal(await page.isChecked("#outer [value=large]"), true);
    await shows(page, "#outer .size", "small 0");
    proxy.release();
    await shows(page, "#outer .size", "large 1");
    assert.equal(await page.isChecked("#outer [value=large]"), true);
    assert.deepEqual(await busy(page), []);
});

test("I3941 news of a component in something that is locked are there when it opens", async () => {
    const { page, proxy, host } = await visit();
    proxy.hold("down");
    await page.locator("#poked").click();
    await page.locator("#inner .more").click();
    await page.locator("#inner [value=large]").check();
    await heard(host, 4);
    await shows(page, "#inner b", "0");
    proxy.release();
    await shows(page, "#inner b", "1");
    await shows(page, "#inner .size", "large 1");
    await shows(page, "#poked", 1);
    assert.equal(await page.isChecked("#inner [value=large]"), true);
});

test("I4088 a component in something that is locked may be changed, go and come back", async () => {
    const { page, proxy, host } = await visit();
    await page.locator("#inner .more").click();
    await shows(page, "#inner b", "1");
    proxy.hold("down");
    await page.locator("#inner .more").click();
    await heard(host, 2);
    proxy.hold("up");
    await page.locator("#poked").click();
    await clicks(page, "#drop", 2);
    proxy.release();
    await shows(page, "#inner b", "0");
    await shows(page, "#poked", 1);
    await clicks(page, "#drop");
    await page.locator("#inner").waitFor({ state: "detached" });
    assert.equal(await host.metric("turns_failed"), 0);
});

test("I4209 while a region is locked nothing changes in it, not even in its parts; around it all goes on", async () => {
    const { page, proxy } = await visit();
    await clicks(page, "#start");
    await pass(page);
    proxy.hold("up");
    await page.locator("#poked").click();
    const still = () =>
        Promise.all([look(page, "#box", "title"), look(page, ".part", "class"), number(page, ".part b")]);
    const before = await still();
    await pass(page, 5);
    assert.deepEqual(await still(), before);
    proxy.release();
    await shows(page, "#poked", 1);
    await clicks(page, "#stop");
    await idle(page);
    const ticks = await number(page, "#outside");
    assert.deepEqual(await still(), [[`ticks ${ticks}`], [ticks % 2 ? "part odd" : "part"], ticks]);
});
