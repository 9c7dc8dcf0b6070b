// ls.mail in a real host: letters for a small SMTP server, for one that refuses or falls silent, and for nobody.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startHost, until } from "./support/host.mjs";

const APP = "spec/apps/walk_mail.lua";
const PATIENT = ["--limit", "first_page_ms=60000"];
const ends = [];

after(async () => {
    for (const end of ends.reverse()) await end();
});

/** Takes letters as RFC 5321 has it; `answers` says otherwise for a command: { RCPT: "550 no" }, or nothing at all. */
async function openPost(answers = {}) {
    const post = { letters: [], sockets: new Set() };
    const server = createServer((socket) => {
        let letter = { to: [] };
        let rest = "";
        let inData = false;
        const say = (text) => socket.write(`${text}\r\n`);
        const commands = {
            EHLO: () => say("250 post"),
            MAIL: (line) => {
                letter = { from: /<(.*?)>/.exec(line)[1], to: [] };
                say("250 ok");
            },
            RCPT: (line) => {
                letter.to.push(/<(.*?)>/.exec(line)[1]);
                say("250 ok");
            },
            DATA: () => {
                inData = true;
                letter.lines = [];
                say("354 go on");
            },
            QUIT: () => socket.end("221 bye\r\n"),
        };
        const take = (line) => {
            if (!inData) {
                const name = line.slice(0, 4).toUpperCase();
                if (name in answers) answers[name] && say(answers[name]);
                else (commands[name] ?? (() => say("502 what")))(line);
            } else if (line === ".") {
                inData = false;
                post.letters.push({ ...letter, text: letter.lines.join("\r\n") });
                say("250 taken");
            } else letter.lines.push(line.replace(/^\.\./, "."));
        };
        post.sockets.add(socket);
        socket.on("close", () => post.sockets.delete(socket)).on("error", () => {});
        socket.setEncoding("latin1").on("data", (data) => {
            rest += data;
            for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
                const line = rest.slice(0, end);
                rest = rest.slice(end + 2);
                take(line);
            }
        });
        say("220 post");
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    ends.push(async () => {
        server.close();
        for (const socket of post.sockets) socket.destroy();
    });
    post.url = `smtp://127.0.0.1:${server.address().port}`;
    return post;
}

async function openHost(options, wishes) {
    const host = await startHost(APP, [...PATIENT, ...options], 0, wishes);
    ends.push(() => host.stop());
    return host;
}

async function send(host, wishes = {}) {
    const address = new URL(host.url);
    for (const [name, value] of Object.entries({ to: "ann@example.com", ...wishes }))
        address.searchParams.set(name, value);
    const html = await (await fetch(address)).text();
    return /<pre id="said">(.*?)<\/pre>/s.exec(html)[1].replaceAll("&#39;", "'");
}

const words = (text) =>
    text
        .replace(/\r\n /g, " ")
        .replace(/\?= =\?/g, "?==?")
        .replace(/=\?UTF-8\?B\?(.*?)\?=/g, (_, word) => Buffer.from(word, "base64"));
const unquote = (text) =>
    Buffer.from(
        text
            .replace(/=\r\n/g, "")
            .replace(/=([0-9A-F]{2})/g, (_, byte) => String.fromCharCode(Number.parseInt(byte, 16))),
        "latin1",
    ).toString();

/** The parts of a letter: heads and bodies, as far down as they go. */
function read(text) {
    const cut = text.indexOf("\r\n\r\n");
    const head = text.slice(0, cut);
    const body = text.slice(cut + 4);
    const [, boundary] = /boundary="(.*?)"/.exec(head) ?? [];
    if (!boundary) return { head, body };
    const parts = body.split(`--${boundary}`);
    assert.equal(parts.at(-1).trim(), "--");
    return { head, parts: parts.slice(1, -1).map((part) => read(part.slice(2, -2))) };
}

test("a letter arrives as it was written, in seven bits and short lines", async () => {
    const post = await openPost();
    const host = await openHost(["--smtp", post.url]);
    const text = `.\nZeile = 1 \n..\nend\u00e9 ${"lang ".repeat(60)}`;
    assert.equal(await send(host, { to: "Ann <ann@example.com>", text: text.replaceAll("\n", "|") }), "sent");
    const [letter] = post.letters;
    assert.equal(letter.from, "shop@example.com");
    assert.deepEqual(letter.to, ["ann@example.com", "archive@example.com"]);
    assert.match(letter.text, /^[\r\n\x20-\x7e]*$/);
    for (const line of letter.text.split("\r\n")) assert.ok(line.length <= 78, line);
    const { head, parts } = read(letter.text);
    assert.match(words(head), /^From: L\u00e4den & S\u00f6hne <shop@example\.com>\r?$/m);
    assert.match(words(head), /^Subject: Gr\u00fc\u00dfe \u2013 Ihre Bestellung\r?$/m);
    assert.match(words(head), /^To: "Ann" <ann@example\.com>\r?$/m);
    assert.match(head, /^Reply-To: help@example\.com\r?$/m);
    assert.match(head, /^Message-ID: <[0-9a-f]{16}@example\.com>\r?$/m);
    assert.ok(Math.abs(Date.parse(/^Date: (.*)$/m.exec(head)[1]) - Date.now()) < 3_600_000);
    assert.doesNotMatch(letter.text, /archive/);
    const [both, attachment] = parts;
    const [plain, html] = both.parts;
    assert.equal(unquote(plain.body).trimEnd(), text.replaceAll("\n", "\r\n").trimEnd());
    assert.match(unquote(html.body), /^<p>\.\r\nZeile/);
    assert.match(attachment.head, /filename\*=UTF-8''%47%72%75%C3%9F%2E%74%78%74/);
    assert.equal(Buffer.from(attachment.body, "base64").toString(), `\0\x01\x02${text}`);
});

test("what the server refuses is told apart from what may go well later", async () => {
    const cases = [
        [{ RCPT: "550 nobody here" }, /^rejected: /],
        [{ MAIL: "553 not you" }, /^rejected: /],
        [{ RCPT: "451 try again" }, /^later: /],
        [{ DATA: "452 no room" }, /^later: /],
    ];
    for (const [answers, pattern] of cases) {
        const post = await openPost(answers);
        assert.match(await send(await openHost(["--smtp", post.url])), pattern);
        assert.equal(post.letters.length, 0);
    }
    const host = await openHost(["--smtp", "smtp://127.0.0.1:1"]);
    assert.match(await send(host), /^refused: /);
    assert.equal(await host.metric("mails_failed"), 1);
});

test("a password does not go over a line without TLS", async () => {
    const post = await openPost();
    const host = await openHost(["--smtp", post.url.replace("//", "//user:secret@")]);
    assert.match(await send(host), /^tls: /);
    assert.equal(post.letters.length, 0);
});

test("a server that falls silent is left when the call's time is over", async () => {
    const post = await openPost({ MAIL: "" });
    const host = await openHost([], { LIGHTSPEED_SMTP: post.url });
    assert.equal(await send(host, { within: "500" }), "timeout");
    await until(() => post.sockets.size === 0, "the connection is closed");
});

test("without a server letters are put by in development, and refused in production", async () => {
    const data = mkdtempSync(join(tmpdir(), "lightspeed-mail-"));
    ends.push(async () => rmSync(data, { recursive: true, force: true }));
    const host = await openHost(["--data", data]);
    assert.equal(await send(host), "sent");
    await host.says(/mail: no --smtp, so a letter lies in .*\.eml/);
    const [name] = readdirSync(join(data, "mail"));
    assert.match(readFileSync(join(data, "mail", name), "latin1"), /^To: ann@example\.com\r$/m);
    const strict = await openHost(["--prod"]);
    assert.match(await send(strict), /^unset: no mail server is named/);
});

test("an address that is none goes nowhere", async () => {
    const host = await openHost(["--smtp", "smtp://127.0.0.1:1"]);
    for (const to of ["ann", "ann@", "@b.c", "a b@c.d", "a@b.c>,<x@y.z", "a..b@c.d"])
        assert.match(await send(host, { to }), /^address: to: '.*' is no address of mail$/, to);
});
