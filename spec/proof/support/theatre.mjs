// What the proofs share: a Chromium with their scripts in it, and the Lua programs that are the host's side.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BUILD = process.env.LIGHTSPEED_BUILD ?? "build";
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];

/** PROOF_SEED, or the one of every short run, so that nobody's check fails by chance; "random" draws one. */
export function seedOf(given = "1") {
    return given === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}

/** Lines of JSON that a Lua program of this folder writes, one after the other, undecoded. */
export async function* linesOf(program, ...words) {
    const env = { ...process.env, LIGHTSPEED_BUILD: BUILD };
    if (/asan/.test(BUILD)) {
        env.LD_PRELOAD = await asanRuntime();
        env.ASAN_OPTIONS = "detect_leaks=0";
    }
    const child = spawn("lua5.4", [`spec/proof/${program}`, ...words.map(String)], { cwd: ROOT, env });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
        said += text;
    });
    const ended = new Promise((done) => child.once("close", done));
    try {
        for await (const line of createInterface({ input: child.stdout })) yield line;
        const code = await ended;
        if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
    } finally {
        child.kill();
    }
}

// Lua itself was built without sanitizers: their runtime is loaded before the module that needs it.
async function asanRuntime() {
    let path = "";
    for await (const text of spawn("gcc", ["-print-file-name=libasan.so"]).stdout) path += text;
    return path.trim();
}

/** A browser, and in it an empty page that has `proof`, what a TypeScript file of support/ exports. */
export async function openTheatre(script, options = {}) {
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    const browser = await chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
    const page = await browser.newPage(options);
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    const { outputFiles } = buildSync({
        entryPoints: [`${ROOT}spec/proof/support/${script}`],
        bundle: true,
        write: false,
        format: "iife",
        globalName: "proof",
        target: "es2020",
    });
    await page.setContent("<!doctype html><body></body>");
    await page.addScriptTag({ content: outputFiles[0].text });
    return { browser, page, errors };
}
