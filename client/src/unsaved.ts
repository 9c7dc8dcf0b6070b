// ls-unsaved="Leave without saving?" on a form: while it holds what nobody has sent, a person who is about to leave is
// asked first. Within the site that is this text; when the tab is closed it is the browser's own.
//
// Held is what was entered since the form came, was sent or was reset; and what was sent and found wrong.

/** Whether forms were touched since they were sent. */
const held = new Map<Element, boolean>();

const textOf = (form: Element) => form.getAttribute("ls-unsaved");

const ask = (event: Event) => {
    for (const [form, isHeld] of held) {
        const text = form.isConnected && textOf(form);
        if (!text) held.delete(form);
        else if (isHeld || form.querySelector("[aria-invalid=true]"))
            if (event.type === "beforeunload" || !confirm(text)) return event.preventDefault();
    }
};

const touch = ({ type, target }: Event) => {
    const form = (target as HTMLInputElement).form ?? (target as Element);
    if (!textOf(form)) return;
    held.set(form, type === "input");
    addEventListener("beforeunload", ask); // which costs a page its quick way back, so not before it is needed
};

/** The listeners above are for all. */
export const born = () => undefined;

for (const type of ["input", "submit", "reset"]) document.addEventListener(type, touch, true);
document.addEventListener("ls:before-navigate", ask);
