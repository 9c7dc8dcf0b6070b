// Two live views in a page that no host wrote, each with a client of its own.
import { connect } from "/_ls/lightspeed.embed.js";

window.clients = await Promise.all(["one", "two"].map((id) => connect(document.getElementById(id), "/")));
