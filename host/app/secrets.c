// See secrets.h. Secrets stand in their buffer one behind the other, each behind its size.
#include "app/secrets.h"

#include <string.h>

static bool next(const struct buffer *secrets, size_t *at, struct bytes *secret)
{
    uint32_t size;
    if (*at >= secrets->size) return false;
    memcpy(&size, secrets->data + *at, sizeof size);
    *secret = (struct bytes){secrets->data + *at + sizeof size, size};
    *at += sizeof size + size;
    return true;
}

static bool is_known(const struct buffer *secrets, struct bytes text)
{
    struct bytes secret;
    for (size_t at = 0; next(secrets, &at, &secret);)
        if (bytes_equal(secret, text)) return true;
    return false;
}

static void learn(void *self, struct bytes text)
{
    struct buffer *secrets = self;
    uint32_t size = (uint32_t)text.size;
    if (!size || bytes_equal(text, BYTES(SECRETS_MASK)) || is_known(secrets, text)) return;
    buffer_put(secrets, (struct bytes){(const char *)&size, sizeof size});
    buffer_put(secrets, text);
}

void secrets_learn(struct buffer *secrets, const struct schema *schema, const struct value *value)
{
    if (schema) schema_each_secret(schema, value, learn, secrets);
}

// The secret that stands at the front of `text`, the longest.
static size_t secret_at(const struct buffer *secrets, struct bytes text)
{
    size_t longest = 0;
    struct bytes secret;
    for (size_t at = 0; next(secrets, &at, &secret);)
        if (secret.size >= SECRETS_SIZE_WITHIN && secret.size > longest && secret.size <= text.size &&
            memcmp(secret.data, text.data, secret.size) == 0)
            longest = secret.size;
    return longest;
}

struct bytes secrets_mask_text(const struct buffer *secrets, struct arena *arena, struct bytes text)
{
    struct buffer masked = {0};
    if (!secrets->size) return text;
    if (is_known(secrets, text)) return BYTES(SECRETS_MASK);
    bool has_any = false;
    for (size_t at = 0; at < text.size;) {
        size_t size = secret_at(secrets, (struct bytes){text.data + at, text.size - at});
        has_any = has_any || size;
        if (size) buffer_put(&masked, BYTES(SECRETS_MASK));
        else buffer_put_byte(&masked, text.data[at]);
        at += size ? size : 1;
    }
    struct bytes copy = has_any ? arena_copy(arena, buffer_bytes(&masked)) : text;
    buffer_destroy(&masked);
    return copy;
}

static struct value mask_table(const struct buffer *secrets, struct arena *arena, const struct value_table *table)
{
    struct value_table *copy = arena_new(arena, sizeof *copy);
    *copy = *table;
    copy->items = arena_new(arena, (table->items_count + 1) * sizeof *copy->items);
    copy->pairs = arena_new(arena, (table->pairs_count + 1) * sizeof *copy->pairs);
    for (size_t i = 0; i < table->items_count; i++) copy->items[i] = secrets_mask(secrets, arena, &table->items[i]);
    for (size_t i = 0; i < table->pairs_count; i++)
        copy->pairs[i] = (struct value_pair){secrets_mask(secrets, arena, &table->pairs[i].key),
                                             secrets_mask(secrets, arena, &table->pairs[i].value)};
    return (struct value){.kind = VALUE_TABLE, .table = copy};
}

struct value secrets_mask(const struct buffer *secrets, struct arena *arena, const struct value *value)
{
    if (!secrets->size) return *value;
    if (value->kind == VALUE_STRING) return value_string(secrets_mask_text(secrets, arena, value->string));
    if (value->kind == VALUE_TABLE) return mask_table(secrets, arena, value->table);
    return *value;
}
