// See form_name.h. A name is looked over once, so that the steps need not be.
#include "value/form_name.h"

#include <string.h>

// Whether it is steps in brackets and nothing else.
static bool is_bracketed(struct bytes text)
{
    bool is_open = false;
    for (size_t i = 0; i < text.size; i++) {
        if (!is_open && text.data[i] != '[') return false;
        if (is_open && text.data[i] == '[') return false;
        if (text.data[i] == '[') is_open = true;
        else if (text.data[i] == ']') is_open = false;
    }
    return !is_open;
}

bool form_name_begin(struct form_name *name, struct bytes text)
{
    const char *bracket = text.size ? memchr(text.data, '[', text.size) : NULL;
    size_t size = bracket ? (size_t)(bracket - text.data) : text.size;
    name->step = (struct bytes){text.data, size};
    name->rest = (struct bytes){text.data + size, text.size - size};
    return size > 0 && !memchr(text.data, ']', size) && is_bracketed(name->rest);
}

void form_name_next(struct form_name *name)
{
    if (!name->rest.size) {
        name->step = (struct bytes){NULL, 0};
        return;
    }
    const char *begin = name->rest.data + 1;
    const char *end = memchr(begin, ']', name->rest.size - 1);
    name->step = (struct bytes){begin, (size_t)(end - begin)};
    name->rest = (struct bytes){end + 1, name->rest.size - name->step.size - 2};
}

bool form_name_is_key(struct bytes step)
{
    if (step.size == 0 || step.size > FORM_KEY_MAX) return false;
    for (size_t i = 0; i < step.size; i++) {
        char byte = step.data[i];
        bool is_word = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
        if (!is_word && byte != '-' && byte != '_') return false;
    }
    return true;
}
