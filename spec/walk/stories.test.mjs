// The story page in a real browser, served by `lightspeed stories`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { freePort, ROOT, until } from "./support/host.mjs";
import { follows, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const PROGRAM = `${process.env.LIGHTSPEED_BUILD ?? "build"}/bin/lightspeed`;

/** The command itself; it ends when the spec does. */
async function lightspeed(...words) {
    const child = spawn(PROGRAM, words, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text) => {
            said += text;
        });
    house.ends.push(async () => {
        child.kill("SIGTERM");
        const [code] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
        assert.equal(code, 0, said);
    });
    await until(() => said.includes("➜"), `it serves: ${said}`);
    return said;
}

test("the command serves it, and a knob changes what shows, live", async () => {
    const port = await freePort();
    const said = await lightspeed("stories", "--port", String(port), "--shards", "1");
    assert.match(said, /lightspeed\.stories/);
    const { page } = await house.tab(`http://127.0.0.1:${port}/flash`);
    await shows(page, "h1", "flash");
    await page.selectOption("#knob-kind", "error");
    await page.locator("#example.error[role=alert]").waitFor();
    await page.fill("#knob-text", "Something else");
    await shows(page, "#example span", "Something else");
    await shows(page, "pre >> nth=0", '<ls.flash kind="error" text="Something else" />');
    await page.check("#knob-close");
    await page.click("#example [aria-label=Close]");
    await page.locator("#example p").waitFor({ state: "detached" });
    await page.click("text=As it was");
    await shows(page, "#example span", "The harbour is open.");
    await follows(page);
    await page.click("nav >> text=inputs");
    await shows(page, "h1", "inputs");
    await page.click("#example >> text=Add a guest");
    await page.fill("#example-3", "Cy");
    await shows(page, "p[role=status] code", 'rows { "Ann", "Bob", "Cy" }');
    await page.click("#example >> text=Remove >> nth=0");
    await shows(page, "p[role=status] code", 'rows { "Bob", "Cy" }');
    await page.click("nav >> text=sparkline");
    await shows(page, "h1", "sparkline");
});

test("every story shows without an error in the console", async () => {
    const host = await house.host("lightspeed.stories");
    const { page } = await house.tab(host.url);
    const names = await page.locator("nav[aria-label=Components] a").allTextContents();
    assert.ok(names.length >= 15, names.join());
    for (const name of names) {
        await page.goto(host.url + name);
        await page.waitForSelector("html[ls-state=live]", { state: "attached" });
        await shows(page, "h1", name);
    }
    assert.equal(await host.metric("turns_failed"), 0);
});
