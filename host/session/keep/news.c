// See news.h.
#include "session/keep/news.h"

#include "value/json.h"

static void begin(struct buffer *list, const char *op)
{
    if (list->size) buffer_put_byte(list, ',');
    buffer_print(list, "[\"%s\",", op);
}

void news_put_sheet_at(struct buffer *list, struct bytes before, struct bytes path, const char *now)
{
    begin(list, "sheet");
    json_put_string(list, before);
    buffer_put_byte(list, ',');
    json_put_string(list, bytes_of(now));
    buffer_put_byte(list, ',');
    json_put_string(list, path);
    buffer_put_byte(list, ']');
}

void news_put_sheet(struct buffer *list, struct bytes before, const char *now)
{
    news_put_sheet_at(list, before, before, now);
}

void news_put_scope(struct buffer *list, uint32_t scope)
{
    begin(list, "scope");
    buffer_print(list, "%u]", scope);
}
