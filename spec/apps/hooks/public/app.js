// Hooks that write down, in the order of things, what they are told.

const said = [];
window.said = said;

const say = (what) => (element) => said.push(`${what} ${element.id}`);

export const Log = {
    mounted(element, context) {
        said.push(`mounted ${element.id}`);
        context.n = 0;
        element.context = context;
    },
    beforeUpdate(_, context) {
        context.n++;
    },
    updated: say("updated"),
    removed: say("removed"),
    disconnected: say("disconnected"),
    reconnected: say("reconnected"),
    on: {
        points: (data, element) => said.push(`points ${element.id} ${JSON.stringify(data)}`),
    },
};

export const Second = { mounted: say("second"), removed: say("second removed") };

// A number as people write it, whatever the host says.
export const Phone = {
    mounted: (element) => Phone.updated(element),
    updated(element) {
        element.title = element.textContent.replace(/^(\d{4})(\d{3})(\d+)$/, "($1) $2 $3");
    },
};

export const Throws = {
    mounted() {
        throw new Error("bad luck");
    },
};

// When the host pushes `show`, it runs the operations that the page has in an attribute of its element.
export const Hint = {
    on: {
        show: (data, element, context) => {
            element.title = data.n;
            context.js([["exec", "", "ls-on-reveal"]]);
        },
    },
};

// As widgets are that others wrote: it empties its element, fills it with its own, and goes on changing that.
export const Widget = {
    mounted(element) {
        element.replaceChildren();
        element.classList.add("ready");
        const canvas = document.createElement("canvas");
        const input = document.createElement("input");
        element.append(canvas, "mine", input);
        element.widget = { steps: 0, mounted: (element.widget?.mounted ?? 0) + 1 };
        element.widget.timer = setInterval(() => {
            element.widget.steps++;
            element.querySelector("span")?.remove();
            const span = document.createElement("span");
            span.textContent = element.widget.steps;
            element.append(span);
        }, 5);
    },
    removed: (element) => clearInterval(element.widget.timer),
};

customElements.define(
    "x-calm",
    class extends HTMLElement {
        connectedCallback() {
            this.connected = (this.connected ?? 0) + 1;
            this.setAttribute("mine", "yes");
        }
    },
);

export default (client) => {
    window.client = client;
};
