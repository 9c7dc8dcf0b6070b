// See style.h.
#include "app/style.h"

#include "app/app.h"
#include "base/embed.h"

static const char *const files[] = {"client/states.css", "client/style.css", "client/components.css"};

void style_write_default(struct buffer *out, bool has_looks)
{
    buffer_put(out, BYTES("@layer lightspeed {\n"));
    for (size_t i = 0; i < (has_looks ? sizeof files / sizeof *files : 1); i++) buffer_put(out, embed_find(files[i]));
    buffer_put(out, BYTES("}\n"));
}

// lua/css.lua has seen to it that whatever the CSS opens it also closes.
static void write_view(const struct view *view, unsigned number, struct buffer *out)
{
    if (!view->css.size) return;
    buffer_print(out, "@scope ([ls-scope=\"%u\"]) to (:scope [ls-live]) {", number);
    buffer_put(out, view->css);
    buffer_put(out, BYTES("}\n"));
}

void style_write_app(const struct app *app, struct buffer *out)
{
    if (app->css.size) {
        buffer_put(out, app->css);
        buffer_put_byte(out, '\n');
    }
    for (uint32_t i = 0; i < app->views_count; i++) write_view(&app->views[i], i + 1, out);
}
