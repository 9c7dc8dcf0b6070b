// A line as no browser would open it: a WebSocket with headers of one's own, one frame there and the first one back.
//
//     await exchange(`${host.url}_ls/live`, { cookie }, ["join", 1, ticket, 0])     ["ok", ...] or ["bye", ...]

import { request } from "node:http";

/** What a browser asks for a line with. */
export const UPGRADE = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "bGlnaHRzcGVlZCBzcGVjcw==",
    "sec-websocket-protocol": "lightspeed.1",
};

/** Opens a line, sends `frame`, and gives the first frame that comes back. */
export function exchange(url, headers, frame) {
    return new Promise((done, failed) => {
        const asked = request(url, { headers: { ...UPGRADE, ...headers } });
        asked.on("error", failed);
        asked.on("response", ({ statusCode }) => failed(new Error(`no line: ${statusCode}`)));
        asked.on("upgrade", (_, socket, head) => {
            let bytes = head;
            socket.on("error", failed);
            socket.on("close", () => failed(new Error("the line was closed without a word")));
            socket.on("data", (more) => {
                bytes = Buffer.concat([bytes, more]);
                const text = read(bytes);
                if (text === null) return;
                done(JSON.parse(text));
                socket.destroy();
            });
            socket.write(masked(JSON.stringify(frame)));
        });
        asked.end();
    });
}

// A text of less than 126 bytes; the mask is of zeros.
function masked(text) {
    return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

// The first frame's text; null until all of it is there.
function read(bytes) {
    if (bytes.length < 4) return null;
    const isLong = bytes[1] === 126;
    const from = isLong ? 4 : 2;
    const size = isLong ? bytes.readUInt16BE(2) : bytes[1];
    return bytes.length < from + size ? null : bytes.toString("utf8", from, from + size);
}
