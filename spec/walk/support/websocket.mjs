// A WebSocket for programs in a Node that has none of its own, as docs/channels.md tells of it: preloaded with --import.

import { WebSocket } from "ws";

globalThis.WebSocket = class extends WebSocket {
    constructor(...said) {
        super(...said);
        this.on("error", () => {}); // which it closes for; unheard it would end the program
    }
};
