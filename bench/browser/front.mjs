// The server that the runner of js-framework-benchmark asks for, with apps/rows.lua among its frameworks. The runner
// wants all pages from one port, a list of them at /ls, and its own style sheet; this serves those out of a checkout of
// it and passes all else, HTTP and WebSocket, to a host.
//
//     git clone https://github.com/krausest/js-framework-benchmark; cd …/webdriver-ts; npm ci; npm run compile
//     node bench/browser/front.mjs CHECKOUT [HOST]
//     cd …/webdriver-ts; npm run isKeyed -- keyed/lightspeed keyed/vanillajs; npm run bench -- keyed/lightspeed keyed/vanillajs

import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const [, , checkout, program = "build/lightspeed-host"] = process.argv;
if (!checkout || !existsSync(join(checkout, "frameworks"))) {
    console.error("usage: node bench/browser/front.mjs CHECKOUT-OF-JS-FRAMEWORK-BENCHMARK [HOST]");
    process.exit(2);
}

const FRONT_PORT = 8080; // what the runner asks unless told otherwise
const HOST_PORT = 4282;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json" };
const STYLE = '<link rel="stylesheet" href="/css/currentStyle.css">';

const framework = (directory) => ({
    type: "keyed",
    directory,
    frameworkVersionString: `keyed/${directory}`,
});

/** A file of the checkout; none for the host's pages, nor outside of it. */
function findFile(url) {
    const path = normalize(decodeURIComponent(new URL(url, "http://front").pathname));
    if (!/^\/(css|frameworks)\//.test(path)) return null;
    const file = join(checkout, path.endsWith("/") ? `${path}index.html` : path);
    const found = [file, join(file, "index.html")].find((name) => existsSync(name) && statSync(name).isFile());
    return found ?? null;
}

/** The host's page gets the style sheet that all pages of the benchmark have. */
function pass(asked, response) {
    const { method, url, headers } = asked;
    const onward = request({ port: HOST_PORT, method, path: url, headers }, (answer) => {
        const isPage = `${answer.headers["content-type"]}`.startsWith("text/html");
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () => {
            let body = Buffer.concat(chunks);
            if (isPage) body = Buffer.from(body.toString().replace("</head>", `${STYLE}</head>`));
            const { "content-length": _, "transfer-encoding": __, ...others } = answer.headers;
            response.writeHead(answer.statusCode, others).end(body);
        });
    });
    onward.on("error", () => response.writeHead(502).end());
    asked.pipe(onward);
}

const front = createServer((asked, response) => {
    if (asked.url === "/ls") return response.end(JSON.stringify(["vanillajs", "lightspeed"].map(framework)));
    const file = findFile(asked.url);
    if (!file) return pass(asked, response);
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    response.end(readFileSync(file));
});

// A WebSocket is the same bytes on both sides once its request is written again.
front.on("upgrade", (asked, socket, head) => {
    const onward = connect(HOST_PORT, "127.0.0.1", () => {
        const lines = [`GET ${asked.url} HTTP/1.1`];
        for (let i = 0; i < asked.rawHeaders.length; i += 2)
            lines.push(`${asked.rawHeaders[i]}: ${asked.rawHeaders[i + 1]}`);
        onward.write(`${lines.join("\r\n")}\r\n\r\n`);
        onward.write(head);
        onward.setNoDelay(true);
        socket.setNoDelay(true);
        onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on("error", () => [onward, socket].forEach((one) => void one.destroy()));
});

const options = ["--prod", "--port", `${HOST_PORT}`, "--limit", "events_burst=100000", "apps/rows.lua"];
const host = spawn(program, options, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
host.once("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"])
    process.on(signal, () => {
        host.kill();
        process.exit(0);
    });
front.listen(FRONT_PORT, "127.0.0.1", () =>
    console.log(`http://localhost:${FRONT_PORT}/frameworks/keyed/lightspeed/index.html`),
);
