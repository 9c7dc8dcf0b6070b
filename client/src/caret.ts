// What a field shows, changed under the hands of a person.

type Field = HTMLInputElement;

/** A caret that is in it stays where it is. */
export function setValue(field: Field, text: string) {
    const { value, selectionStart, selectionEnd } = field;
    if (value === text) return;
    field.value = text;
    if (document.activeElement === field && selectionStart !== null && selectionStart < value.length)
        field.setSelectionRange(selectionStart, selectionEnd);
}
