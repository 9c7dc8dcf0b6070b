// See url.h. The first steps are those of the URL standard's parser (leading C0 controls and spaces dropped, tabs and
// newlines removed), because a judge that reads an address otherwise than the browser does is no judge.
#include "tree/url.h"

#include <strings.h>

enum { SCHEME_MAX = 32 }; // bytes that are looked at; longer than any scheme that is safe

static const char *const safe_schemes[] = {"http", "https", "mailto", "tel", "sms", "ftp", "ws", "wss", "blob"};
static const char *const safe_types[] = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"};
static const char *const address_attributes[] = {
    "href",   "src",    "action",   "formaction", "xlink:href", "poster",   "data",
    "cite",   "ping",   "manifest", "icon",       "background", "longdesc", "profile",
    "lowsrc", "dynsrc", "usemap",   "codebase",   "archive",    "classid",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool is_one_of(struct bytes word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i]) == word.size && strncasecmp(words[i], word.data, word.size) == 0) return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool in_scheme(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

// The next byte that a browser sees, or 0 at the end (a NUL ends every word here, and is never part of one).
static char next(struct bytes *rest)
{
    while (rest->size) {
        char c = *rest->data;
        *rest = (struct bytes){rest->data + 1, rest->size - 1};
        if (c != '\t' && c != '\n' && c != '\r') return c;
    }
    return 0;
}

// Reads a word up to `ends` (one of these characters); false where it does not end so, or is too long to be ours.
static bool read_word(struct bytes *rest, const char *ends, char word[SCHEME_MAX], size_t *size)
{
    for (*size = 0; *size < SCHEME_MAX; ++*size) {
        char c = next(rest);
        if (c == 0) return false;
        if (strchr(ends, c)) return true;
        word[*size] = c;
    }
    return false;
}

static bool data_is_safe(struct bytes rest)
{
    char word[SCHEME_MAX];
    size_t size;
    return read_word(&rest, ";,", word, &size) &&
           is_one_of((struct bytes){word, size}, safe_types, COUNT(safe_types));
}

// Reads a scheme and its colon. False where the address has none, and so is relative; a scheme that is too long to be
// a safe one is given cut.
static bool read_scheme(struct bytes *rest, char word[SCHEME_MAX], size_t *size)
{
    *size = 0;
    for (char c = next(rest); c != ':'; c = next(rest)) {
        if (*size == 0 ? !is_letter(c) : !in_scheme(c)) return false;
        if (*size < SCHEME_MAX) word[(*size)++] = c;
    }
    return *size > 0;
}

bool url_is_safe(struct bytes address)
{
    while (address.size && (unsigned char)*address.data <= ' ')
        address = (struct bytes){address.data + 1, address.size - 1};
    char word[SCHEME_MAX];
    size_t size;
    if (!read_scheme(&address, word, &size)) return true;
    struct bytes scheme = {word, size};
    if (is_one_of(scheme, (const char *const[]){"data"}, 1)) return data_is_safe(address);
    return is_one_of(scheme, safe_schemes, COUNT(safe_schemes));
}

bool url_is_attribute(struct bytes name)
{
    return is_one_of(name, address_attributes, COUNT(address_attributes));
}
