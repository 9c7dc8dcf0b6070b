// Dialogs: `open` in the markup shows one within the page; one that says aria-modal="true" is to be above the page, with
// all else out of reach, and that can only be asked for by script.

/** Their `close` events are no news for the host. */
export const closedByHost = new WeakSet<Element>();

const MODAL = "dialog[aria-modal=true]";

/** The host says that `element` is open, or is not; its attribute is still there. */
export function present(element: Element, isOpen: boolean) {
    const dialog = element as HTMLDialogElement;
    if (!dialog.matches(MODAL)) return;
    // It may not be in the page yet.
    if (isOpen) queueMicrotask(() => raise(dialog));
    else if (dialog.open) {
        closedByHost.add(dialog);
        dialog.close();
    }
}

/** All that are open in the markup under `root`. */
export function presentAll(root: ParentNode) {
    root.querySelectorAll<HTMLDialogElement>(`${MODAL}[open]`).forEach(raise);
}

function raise(dialog: HTMLDialogElement) {
    if (!dialog.isConnected || !dialog.open || dialog.matches(":modal")) return;
    dialog.open = false; // which tells nobody, as close would
    dialog.showModal();
}
