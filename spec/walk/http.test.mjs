// ls.http in a real host, against servers that answer well, badly, slowly, for ever or not at all.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { makeCertificate } from "./support/certificate.mjs";
import { freePort, startHost, until } from "./support/host.mjs";
import { openHouse } from "./support/house.mjs";

const APP = "spec/apps/walk_http.lua";
const PATIENT = ["--limit", "first_page_ms=60000"];

const house = openHouse();

let host;
let server;
let base;
let connections = 0;
const open = new Set();
const asked = [];
const closed = [];

const names = (count) => Array.from({ length: count }, (_, i) => `X-${i}: ${i}\r\n`).join("");

const answers = {
    "/text": (_, answer) => answer.writeHead(200, { "Content-Type": "text/plain", "X-Two": ["a", "b"] }).end("hello"),
    "/cookies": (_, answer) => answer.writeHead(200, { "Set-Cookie": ["a=1; Path=/", "b=2"] }).end(),
    "/json": (_, answer) => answer.end('{"rates":[1,2.5],"none":null,"nested":{"a":true}}'),
    "/no-json": (_, answer) => answer.end('{"rates":'),
    "/gzip": (_, answer) => answer.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync("squeezed")),
    "/bomb": (_, answer) =>
        answer.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(Buffer.alloc(20_000_000))),
    "/chunks": (_, answer) => {
        for (const part of ["one ", "two ", "three"]) answer.write(part);
        answer.end();
    },
    "/endless": (_, answer) => {
        const more = () => {
            while (!answer.destroyed && answer.write("x".repeat(65_536)));
        };
        answer.on("drain", more);
        more();
    },
    "/silent": () => {},
    "/half": (_, answer) => {
        answer.writeHead(200, { "Content-Length": "100" });
        answer.write("half", () => answer.destroy());
    },
    "/loop": (_, answer) => answer.writeHead(302, { Location: "/loop" }).end(),
    "/moved": (_, answer) => answer.writeHead(301, { Location: "/text" }).end("elsewhere"),
    "/file": (_, answer) => answer.writeHead(302, { Location: "file:///etc/passwd" }).end(),
    "/missing": (_, answer) => answer.writeHead(404).end("no such thing"),
    "/heads": (_, answer) => {
        for (let i = 0; i < 12; i++) answer.setHeader(`X-${i}`, "y".repeat(6_000));
        answer.end();
    },
    "/200-names": (_, answer) => answer.socket.end(`HTTP/1.1 200 OK\r\nX-3: again\r\n${names(200)}\r\nmany`),
    "/201-names": (_, answer) => answer.socket.end(`HTTP/1.1 200 OK\r\n${names(201)}\r\nmore`),
    "/1024": (_, answer) => answer.end("z".repeat(1024)),
    "/1025": (_, answer) => answer.end("z".repeat(1025)),
    "/echo": async (request, answer) => {
        let body = "";
        for await (const part of request) body += part;
        const { method, headers } = request;
        const { "content-type": type, "x-asked": asked, "user-agent": agent, accept, expect } = headers;
        answer.end(JSON.stringify({ method, body, type, asked, agent, accept, expect }));
    },
};

function listen(made) {
    made.on("connection", (socket) => {
        connections++;
        open.add(socket);
        socket.on("close", () => open.delete(socket));
    });
    return once(made.listen(0, "127.0.0.1"), "listening");
}

before(async () => {
    // It closes no line that is idle: how often one is used again does not depend on how fast this machine is.
    server = createServer({ keepAliveTimeout: 0 }, (request, answer) => {
        asked.push(request.url);
        answer.on("close", () => closed.push(request.url));
        answers[request.url](request, answer);
    });
    await listen(server);
    base = `http://127.0.0.1:${server.address().port}`;
    host = await startHost(APP, PATIENT);
});

after(async () => {
    await host?.stop();
    server?.close();
    for (const socket of open) socket.destroy();
});

const unescapeHtml = (text) =>
    text.replace(
        /&(quot|#39|lt|gt|amp);/g,
        (_, name) => ({ quot: '"', "#39": "'", lt: "<", gt: ">", amp: "&" })[name],
    );

async function ask(url, wishes = {}, from = host) {
    const address = new URL(from.url);
    for (const [name, value] of Object.entries({ url, ...wishes })) address.searchParams.set(name, value);
    const html = await (await fetch(address)).text();
    return unescapeHtml(/<pre id="said">(.*?)<\/pre>/s.exec(html)[1]);
}

const get = (path, wishes) => ask(base + path, wishes);
const fails = async (path, name, wishes) =>
    assert.match(await get(path, wishes), new RegExp(`^{err="${name}";why=".+";}$`));

test("an answer has its status, headers, address and body", async () => {
    const said = await get("/text");
    assert.match(said, /body="hello";/);
    assert.match(said, /content-type="text\/plain";/);
    assert.match(said, /x-two="a, b";/);
    assert.match(said, /ok=true;/);
    assert.match(said, /status=200;/);
    assert.match(said, new RegExp(`url="${base}/text";`));
});

test("cookies, which have commas in them, come line by line", async () => {
    assert.match(await get("/cookies"), /set-cookie="a=1; Path=\/\\\nb=2";/);
});

test("a body is read as JSON, and a text that is none is an expected failure", async () => {
    assert.match(await get("/json"), /json={nested={a=true;};rates={1=1;2=2.5;};};/);
    assert.match(await get("/no-json"), /problem="json";/);
});

test("gzip is decoded, chunks are put together", async () => {
    assert.match(await get("/gzip"), /body="squeezed";/);
    assert.match(await get("/chunks"), /body="one two three";/);
});

test("an answer other than success is an answer", async () => {
    const said = await get("/missing");
    assert.match(said, /body="no such thing";.*ok=false;.*status=404;/);
});

test("every method goes with its body, its type and its headers", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
        const said = await get("/echo", { method, body: "a\u00e4b", header: "yes" });
        assert.match(said, new RegExp(`json={.*asked="yes";body="a\u00e4b";method="${method}";`));
        assert.match(said, /type="application\/octet-stream";/);
        assert.doesNotMatch(said, /expect=/);
    }
    assert.match(await get("/text", { method: "HEAD" }), /body="";.*status=200;/);
    assert.match(await get("/echo", { method: "POST" }), /body="";method="POST"/);
    assert.match(await get("/echo"), /agent="lightspeed\/\d/);
});

test("json is sent as JSON", async () => {
    const said = await get("/echo", { method: "POST", json: 'a "b"' });
    assert.match(said, /accept="application\/json";/);
    assert.match(
        said,
        /json={.*body="{\\"empty\\":{},\\"list\\":\[1,2.5,true\],\\"text\\":\\"a \\\\\\"b\\\\\\"\\"}";/,
    );
});

test("redirects are followed to their end, as far as they may be", async () => {
    assert.match(await get("/moved"), new RegExp(`body="hello";.*status=200;url="${base}/text";`));
    assert.match(await get("/moved", { redirects: "0" }), /body="elsewhere";.*location="\/text";.*status=301;/);
    await fails("/loop", "redirects");
    await fails("/file", "url"); // and never out of the web
    assert.match(await get("/moved", { method: "POST", body: "x" }), /status=301;/);
});

test("an answer that does not end is let go when it is too large, however it is packed", async () => {
    await fails("/endless", "too large");
    await until(() => closed.includes("/endless"), "the connection is closed");
    await fails("/bomb", "too large");
    await fails("/text", "too large", { max_bytes: "4" });
    assert.match(await get("/text", { max_bytes: "5" }), /body="hello";/);
    assert.match(await get("/heads"), /err="too large";why="the answer has more than 65536 bytes in its head";/);
    assert.ok((await host.metric("http_too_large")) >= 4);
});

test("headers of 200 names are an answer's, and beyond that it is none", async () => {
    const said = await get("/200-names");
    assert.match(said, /^{body="many";/);
    assert.match(said, /x-199="199";.*x-3="again, 3";/);
    assert.equal(await get("/201-names"), '{err="too large";why="the answer has more than 200 headers";}');
});

test("the operator says how much an answer may have where the app does not", async () => {
    const narrow = await startHost(APP, [...PATIENT, "--limit", "http_bytes=1024"]);
    assert.match(await ask(`${base}/1024`, {}, narrow), /status=200;/);
    assert.equal(
        await ask(`${base}/1025`, {}, narrow),
        '{err="too large";why="the answer has more than 1024 bytes in its body";}',
    );
    assert.match(await ask(`${base}/1025`, { max_bytes: "1025" }, narrow), /status=200;/);
    await narrow.stop();
});

test("who does not answer in time is not waited for", async () => {
    await fails("/silent", "timeout", { timeout: "50" });
});

test("the deadline of the call ends a request, and the next one goes well", async () => {
    assert.equal(await get("/silent", { within: "200" }), '"timeout"');
    assert.match(await get("/text"), /status=200;/);
});

test("who is not there, is cut off, or is no name is told apart", async () => {
    await fails("/half", "broken");
    assert.match(await ask(`http://127.0.0.1:${await freePort()}/`), /^{err="refused";/);
    assert.match(await ask("http://nowhere.invalid/"), /^{err="dns";/);
    assert.match(await ask("gopher://127.0.0.1/"), /^{err="url";/);
    assert.match(await ask("file:///etc/passwd"), /^{err="url";/);
    assert.match(await ask("http://["), /^{err="url";/);
});

test("a certificate that nobody vouches for is refused, and so is plain HTTP where TLS should be", async () => {
    const secure = createSecureServer(makeCertificate("localhost"), (_, answer) => answer.end("secret"));
    await listen(secure);
    const said = await ask(`https://127.0.0.1:${secure.address().port}/`);
    secure.close();
    assert.match(said, /^{err="tls";/);
    assert.match(said, /self.signed/);
    assert.match(await ask(`${base.replace("http:", "https:")}/text`), /^{err="tls";/);
});

test("a request for the public goes to no private network, not even over a line that is there", async () => {
    await get("/text");
    await fails("/text", "private", { public: "yes" });
    assert.match(await ask(`${base.replace("127.0.0.1", "localhost")}/text`, { public: "yes" }), /^{err="private";/);
    assert.match(await ask("http://[::1]:9/", { public: "yes" }), /^{err="private";/);
    assert.match(await ask("http://169.254.169.254/latest", { public: "yes" }), /^{err="private";/);
});

test("the operator may close private networks to all", async () => {
    const careful = await startHost(APP, [...PATIENT, "--limit", "http_private=0"]);
    assert.match(await ask(`${base}/text`, {}, careful), /^{err="private";/);
    await careful.stop();
});

test("connections are used again", async () => {
    const alone = await startHost(APP, PATIENT);
    await ask(`${base}/text`, {}, alone);
    const before = connections;
    for (let i = 0; i < 20; i++) assert.match(await ask(`${base}/text`, {}, alone), /status=200;/);
    await alone.stop();
    assert.ok(connections - before <= 7, `${connections - before} further connections`); // one for each thread at most
});

test("what the app writes wrongly raises, and says how it is written", async () => {
    assert.match(
        await get("/text", { method: "get" }),
        /^raised .*ls.http.request takes a method, such as GET, not get/,
    );
    assert.match(await ask("http://127.0.0.1/a b"), /an address has no spaces and control characters/);
    assert.match(await get("/echo", { body: "a", json: "b", method: "POST" }), /json and body are two bodies/);
    assert.match(
        await get("/echo", { method: "POST", redirects: "2" }),
        /redirects are followed by get and head only/,
    );
});

test("a page that is closed ends its request", async () => {
    const own = await house.host(APP, ["--limit", "first_page_ms=0", "--limit", "call_linger_s=0"]);
    const before = { asked: asked.length, closed: closed.length };
    const address = new URL(own.url);
    address.searchParams.set("url", `${base}/silent`);
    const tab = await house.tab(address.href);
    await until(() => asked.slice(before.asked).includes("/silent"), "the request is under way");
    assert.deepEqual(closed.slice(before.closed), []);
    await tab.page.close();
    house.tabs.splice(house.tabs.indexOf(tab), 1);
    await until(() => closed.slice(before.closed).includes("/silent"), "the connection is closed");
    await until(async () => (await own.metric("calls_cancelled")) === 1, "the call has come home");
});

test("a host that goes down does not wait for an answer", async () => {
    const going = await startHost(APP, [...PATIENT, "--limit", "call_linger_s=0"]);
    const before = asked.length;
    const page = ask(`${base}/silent`, {}, going).catch(() => "gone");
    await until(() => asked.length > before, "the request is under way");
    await going.stop();
    await page;
});
