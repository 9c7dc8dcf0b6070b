// Forms as a person uses them, in a browser, against the real host: which fields were used, rows that come and go, what
// a change and a submit tell.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(path = "") {
    const host = await house.host("spec/apps/forms.lua");
    const tab = await house.tab(host.url + path);
    return { host, ...tab };
}

const events = ({ frames }) => frames.sent.map((text) => JSON.parse(text)).filter(([kind]) => kind === "e");
const lastEvent = (tab) => events(tab).at(-1)[3];
const heard = (page, count) => shows(page, "#heard", count);
const textIn = (page, selector) => page.locator(selector).inputValue();

// ## Used fields

test("nothing is shown as wrong before somebody was at it", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.locator("#name").pressSequentially("x");
    await shows(page, "#name-error", "is too short (2 characters at least)");
    await shows(page, "#email-error", "");
    await shows(page, "#used", "name");
    assert.deepEqual(lastEvent(tab)["ls:unused"], ["email", "city"]);
    assert.equal(await page.locator("#email").getAttribute("aria-invalid"), null);
    // Whoever leaves a field has been at it; the next event tells.
    await page.locator("#email").focus();
    await page.locator("#city").pressSequentially("B");
    await shows(page, "#email-error", "can't be blank");
    await shows(page, "#used", "city email name");
});

test("a submit has been at all of them, and one that leaves nothing wrong begins anew", async () => {
    const { page } = await visit();
    await page.locator("#name").fill("Ann");
    await page.getByRole("button", { name: "Save" }).click();
    await shows(page, "#email-error", "can't be blank");
    await shows(page, "#city-error", "can't be blank");
    await page.locator("#email").fill("ann@example.com");
    await shows(page, "#email-error", "");
    await shows(page, "#city-error", "can't be blank");
    await page.locator("#city").fill("Bonn");
    await page.getByRole("button", { name: "Save" }).click();
    await shows(page, "#saved", 1);
    assert.equal(await textIn(page, "#name"), "");
    await page.locator("#name").fill("B");
    await shows(page, "#name-error", "is too short (2 characters at least)");
    await shows(page, "#email-error", "");
    await shows(page, "#used", "name");
});

test("F18 a form that opts out sends no markers of unused fields", async () => {
    const tab = await visit("no-unused-form");
    const { page } = tab;
    await page.locator("#name").fill("Ann");
    await heard(page, 1);
    assert.equal("ls:unused" in lastEvent(tab), false);
    await shows(page, "#used", "city email name");
});

test("F19 an input that opts out is not marked; other untouched fields still are", async () => {
    const tab = await visit("no-unused-input");
    const { page } = tab;
    await page.locator("#name").fill("Ann");
    await heard(page, 1);
    assert.deepEqual(lastEvent(tab)["ls:unused"], ["city"]);
    await shows(page, "#used", "email name");
});

test("a form whose controls know its rules leaves the browser's own bubbles alone", async () => {
    const { page } = await visit();
    const form = page.locator("#person");
    assert.equal(await form.evaluate((one) => one.noValidate), true);
    assert.equal(await page.locator("#name").getAttribute("maxlength"), "10");
    assert.equal(await page.locator("#email").getAttribute("type"), "email");
    assert.equal(await page.locator("#city").evaluate((field) => field.required), true);
    await page.getByRole("button", { name: "Save" }).click();
    await shows(page, "#name-error", "can't be blank");
});

test("a reset forgets what was entered and used, and tells the view", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.locator("#name").fill("x");
    await shows(page, "#name-error", "is too short (2 characters at least)");
    await page.getByRole("button", { name: "Reset" }).click();
    await shows(page, "#reset", "reset");
    assert.equal(lastEvent(tab)["ls:reset"], "");
    await shows(page, "#name-error", "");
    assert.equal(await textIn(page, "#name"), "");
    await page.locator("#city").fill("B");
    await shows(page, "#used", "city");
    await shows(page, "#name-error", "");
});

// ## What an event tells

test("I3719 a change tells which field changed, as a path", async () => {
    const { page } = await visit("kinds");
    await page.locator("#kinds-count").fill("3");
    await shows(page, "#changed", "count");
    await page.locator("#kinds-user-name").fill("Ann");
    await shows(page, "#changed", "user/name");
    await shows(page, "#user-name", "Ann");
});

test("the button that submits is told by its name and value", async () => {
    const { page } = await visit();
    await page.getByRole("button", { name: "Save" }).click();
    await shows(page, "#submitter", "go=now");
});

test("F11 a submit button with a click of its own still submits its form", async () => {
    const { page } = await visit("both");
    await page.locator("input").fill("Ann");
    await page.getByRole("button").click();
    await shows(page, "#clicks", 1);
    await shows(page, "#saved", "Ann");
});

test("every kind of field arrives as what it is", async () => {
    const { page } = await visit("kinds");
    await page.locator("#kinds-count").fill("7");
    await shows(page, "#count", "integer 7");
    await page.locator("#kinds-user-born").fill("2001-02-03");
    await shows(page, "#born", "2001-02-03");
    await page.locator("#kinds-price").fill("12,5");
    await shows(page, "#price", "integer 1250");
    await page.locator("#kinds-yes").check();
    await shows(page, "#yes", "true");
    await page.locator("#kinds-yes").uncheck();
    await shows(page, "#yes", "false");
    await page.getByLabel("M", { exact: true }).check();
    await shows(page, "#size", "M");
    await page.locator("#kinds-tags").selectOption(["x", "z"]);
    await shows(page, "#tags", "x+z");
    await page.locator("#kinds-tags").selectOption([]);
    await shows(page, "#tags", "");
    await page.locator("input[name=boxes][value=y]").check();
    await page.locator("input[name=boxes][value=z]").check();
    await shows(page, "#boxes", "y+z");
});

test("a field outside of its form is one of it", async () => {
    const { page } = await visit("kinds");
    await page.locator("input[name=far]").fill("away");
    await shows(page, "#far", "away");
    await shows(page, "#changed", "far");
});

test("an input method is not told of before it is done, and then once", async () => {
    const tab = await visit();
    const { page, context } = tab;
    const browser = await context.newCDPSession(page);
    await page.locator("#name").focus();
    for (const text of ["に", "にほ", "にほん"])
        await browser.send("Input.imeSetComposition", {
            text,
            selectionStart: text.length,
            selectionEnd: text.length,
        });
    assert.equal(await textIn(page, "#name"), "にほん");
    await browser.send("Input.insertText", { text: "日本" });
    await heard(page, 1);
    assert.equal(await textIn(page, "#name"), "日本");
    assert.deepEqual(
        events(tab).map(([, , , payload]) => payload.name),
        ["日本"],
    );
});

// ## Selects

test("I2787 the second select follows the first; after a submit both are cleared and can be used again", async () => {
    const { page } = await visit("places");
    for (const [country, city] of [
        ["de", "Bonn"],
        ["fr", "Lyon"],
    ]) {
        await page.locator("#country").selectOption(country);
        await page.locator("#city").selectOption(city);
        const saved = Number(await page.locator("#saved").textContent());
        await shows(page, "#used", "city country");
        await page.getByRole("button").click();
        await shows(page, "#saved", saved + 1);
        assert.equal(await textIn(page, "#country"), "");
        assert.equal(await textIn(page, "#city"), "");
        assert.equal(await page.locator("#city option").count(), 1);
    }
});

test("I3107 a choice stays through the render that it causes", async () => {
    const { page } = await visit("places");
    await page.locator("#country").selectOption("fr");
    await heard(page, 1);
    assert.equal(await textIn(page, "#country"), "fr");
    assert.equal(await page.locator("#city option").count(), 3);
});

// ## Rows

const mails = (page, text) => shows(page, "#mails", text);

async function rowsAsTheyCome(page, { add, remove }) {
    await page.locator("input[name='rows[1][mail]']").fill("x@y");
    await mails(page, "x@y c@d");
    await add();
    await mails(page, "x@y c@d -");
    await page.locator("input[name='rows[3][mail]']").fill("z@z");
    await mails(page, "x@y c@d z@z");
    await remove(1); // c@d
    await mails(page, "x@y z@z");
    await add();
    await page.locator("input[name='rows[4][mail]']").fill("n@n");
    await mails(page, "x@y z@z n@n");
    await page.locator("#save").click();
    await shows(page, "#saved", 1);
    await mails(page, "x@y z@z n@n");
}

test("F14 rows are added and removed by named buttons, and keep what was typed", async () => {
    const { page } = await visit("rows");
    await rowsAsTheyCome(page, {
        add: () => page.locator("#add").click(),
        remove: (at) => page.locator(".remove").nth(at).click(),
    });
});

test("F15 rows are added and removed by boxes in labels", async () => {
    const { page } = await visit("boxes");
    await rowsAsTheyCome(page, {
        add: () => page.getByText("Add").click(),
        remove: (at) => page.getByText("Remove").nth(at).click(),
    });
});

test("F16 coming back after a row was added does not add another", async () => {
    const host = await house.host("spec/apps/forms.lua");
    const line = await house.proxy(host);
    const { page } = await house.tab(`${line.url}rows`);
    await page.locator("#add").click();
    await mails(page, "a@b c@d -");
    line.cut();
    await page.waitForSelector('html[ls-state="live"]', { state: "attached" });
    await page.locator("input[name='rows[3][mail]']").fill("new");
    await mails(page, "a@b c@d new");
    line.hold("down");
    await page.locator("#add").click();
    line.cut();
    line.release();
    await mails(page, "a@b c@d new -");
    await page.locator("input[name='rows[4][mail]']").fill("last");
    await mails(page, "a@b c@d new last");
});

test("rows are sorted by buttons, and stay the same elements", async () => {
    const { page } = await visit("rows");
    const second = page.locator("input[name='rows[2][mail]']");
    await second.evaluate((field) => {
        field.marked = true;
    });
    await second.fill("typed");
    await mails(page, "a@b typed");
    await page.locator(".up").click();
    await mails(page, "typed a@b");
    assert.equal(await second.evaluate((field) => field.marked), true);
    const names = await page.locator("input[name$='[mail]']").evaluateAll((all) => all.map(({ name }) => name));
    assert.deepEqual(names, ["rows[2][mail]", "rows[1][mail]"]);
    await page.locator(".down").click();
    await mails(page, "a@b typed");
});

test("a row that was removed stays so, whatever is typed before the answer is there", async () => {
    const host = await house.host("spec/apps/forms.lua");
    const line = await house.proxy(host);
    const { page } = await house.tab(`${line.url}rows`);
    line.hold("down");
    await page.locator(".remove").first().click();
    await page.locator("input[name='rows[2][mail]']").fill("second");
    await page.locator("#add").click();
    await page.locator("#add").click();
    line.release();
    await mails(page, "second -");
    await page.locator("#add").click();
    await mails(page, "second - -");
});

// ## Going on natively

// A place where forms are posted to; `posted` is what came.
async function startTarget() {
    const posted = [];
    const server = createServer((request, response) => {
        let body = "";
        request.on("data", (bytes) => {
            body += bytes;
        });
        request.on("end", () => {
            posted.push([request.method, Object.fromEntries(new URLSearchParams(body))]);
            response.setHeader("content-type", "text/html");
            response.end("<!doctype html><link rel=icon href=data:,><title>posted</title><p>posted</p>");
        });
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    house.ends.push(() => new Promise((done) => server.close(done)));
    return { posted, url: `http://127.0.0.1:${server.address().port}/in` };
}

test("I3814 a form that goes on natively is posted with the button that was pressed", async () => {
    const target = await startTarget();
    const { page } = await visit(`sign?to=${encodeURIComponent(target.url)}`);
    await page.getByRole("button", { name: "Quick sign-in" }).click();
    await shows(page, "#name-error", "can't be blank");
    assert.deepEqual(target.posted, []);
    await page.locator("#name").fill("Ann");
    await page.getByRole("button", { name: "Quick sign-in" }).click();
    await page.waitForURL(target.url);
    assert.deepEqual(target.posted, [["POST", { name: "Ann", way: "fast" }]]);
});

// I4107: there are no portals, so no form stands outside of its view. A post is begun in the very task that shows the
// answer, before anything of the view can go.
