// A WebSocket as small as a campaign of thousands needs it: text frames that are never split. `node:net` alone, so that
// any node will do.

import { randomBytes } from "node:crypto";
import { connect } from "node:net";

const TEXT = 0x81;
const CLOSE = 0x88;

/** Opens /_ls/live; `said(text)` for each frame, `closed(code)` once, with what failed. Gives { send, stall, end }. */
export function openSocket(port, { opened, said, closed }) {
    const socket = connect({ port, host: "127.0.0.1" });
    let rest = Buffer.alloc(0);
    let isOpen = false;
    let isOver = false;
    let code = null;
    socket.setNoDelay(true);
    socket.on("connect", () =>
        socket.write(
            `GET /_ls/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
                `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Version: 13\r\n` +
                "Sec-WebSocket-Protocol: lightspeed.1\r\n\r\n",
        ),
    );
    socket.on("data", (data) => {
        rest = rest.length ? Buffer.concat([rest, data]) : data;
        if (!isOpen) {
            const end = rest.indexOf("\r\n\r\n");
            if (end < 0) return;
            if (!rest.subarray(0, end).toString().startsWith("HTTP/1.1 101")) return socket.destroy();
            rest = rest.subarray(end + 4);
            isOpen = true;
            opened();
        }
        for (let frame = take(); frame && !isOver; frame = take()) {
            if (frame.kind === TEXT) said(frame.text);
            else if (frame.kind === CLOSE) socket.destroy();
        }
    });
    socket.on("error", (error) => {
        code = error.code;
        socket.destroy();
    });
    socket.on("close", () => {
        if (isOver) return;
        isOver = true;
        closed(code);
    });

    function take() {
        if (rest.length < 2) return null;
        const short = rest[1] & 0x7f;
        const head = short === 127 ? 10 : short === 126 ? 4 : 2;
        if (rest.length < head) return null;
        const size = short === 127 ? Number(rest.readBigUInt64BE(2)) : short === 126 ? rest.readUInt16BE(2) : short;
        if (rest.length < head + size) return null;
        const frame = { kind: rest[0], text: rest.toString("utf8", head, head + size) };
        rest = rest.subarray(head + size);
        return frame;
    }

    return {
        send(text) {
            const body = Buffer.from(text);
            const head = body.length < 126 ? Buffer.alloc(6) : Buffer.alloc(8);
            head[0] = TEXT;
            if (body.length < 126) head[1] = 0x80 | body.length;
            else {
                head[1] = 0x80 | 126;
                head.writeUInt16BE(body.length, 2);
            }
            socket.write(Buffer.concat([head, body])); // the mask is zero
        },
        /** Reads no more, and stays open. */
        stall() {
            socket.pause();
        },
        end() {
            isOver = true;
            socket.destroy();
        },
    };
}
