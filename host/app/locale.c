// See locale.h. RFC 9110, 12.5.4: "de-CH, de;q=0.9, en;q=0.8, *;q=0.1". Of equal ones the first is meant.
#include "app/locale.h"

#include <ctype.h>

enum { TAG_SIZE_MAX = 35, WEIGHT_MAX = 1000 };

static struct bytes trim(struct bytes text)
{
    while (text.size && (*text.data == ' ' || *text.data == '\t')) text.data++, text.size--;
    while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t')) text.size--;
    return text;
}

// What comes before a separator; the text goes on behind it.
static struct bytes take_until(struct bytes *text, char separator)
{
    const char *at = text->size ? memchr(text->data, separator, text->size) : NULL;
    size_t size = at ? (size_t)(at - text->data) : text->size;
    struct bytes taken = {text->data, size};
    if (at) size++;
    *text = (struct bytes){text->data + size, text->size - size};
    return trim(taken);
}

// "q=0.85" in thousandths; 1 where nothing is said, 0 where it is not understood.
static int weight_of(struct bytes parameter)
{
    if (!parameter.size) return WEIGHT_MAX;
    if (parameter.size < 3 || tolower(parameter.data[0]) != 'q' || parameter.data[1] != '=') return 0;
    if (parameter.data[2] == '1') return WEIGHT_MAX;
    if (parameter.data[2] != '0' || (parameter.size > 3 && parameter.data[3] != '.')) return 0;
    int weight = 0;
    int unit = WEIGHT_MAX / 10;
    for (size_t i = 4; i < parameter.size && isdigit((unsigned char)parameter.data[i]); i++, unit /= 10)
        weight += (parameter.data[i] - '0') * unit;
    return weight;
}

static bool is_tag(struct bytes tag)
{
    if (!tag.size || tag.size > TAG_SIZE_MAX || !isalpha((unsigned char)*tag.data)) return false;
    for (size_t i = 0; i < tag.size; i++)
        if (!isalnum((unsigned char)tag.data[i]) && tag.data[i] != '-') return false;
    return true;
}

struct bytes locale_of(struct bytes header)
{
    struct bytes best = BYTES("en");
    int best_weight = 0;
    while (header.size) {
        struct bytes rest = take_until(&header, ',');
        struct bytes tag = take_until(&rest, ';');
        int weight = weight_of(trim(rest));
        if (weight <= best_weight || !is_tag(tag)) continue;
        best = tag;
        best_weight = weight;
    }
    return best;
}
