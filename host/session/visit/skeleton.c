// See skeleton.h.
#include "session/visit/skeleton.h"

#include "base/mem.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/visit/visit.h"

static const struct document_need needs[] = {
    [VM_HOLE_HEAD] = {"{page.head}", "in <head>"},
    [VM_HOLE_VIEW] = {"{slots()}", "in <body>, where the view is to stand"},
};

static bool says_something(const struct session *session)
{
    return session->visit && session->visit->flash.size;
}

static bool is_kept(const struct session *session)
{
    return session->app == session->hall->app && !session->app->views[session->view].has_layout &&
           !says_something(session);
}

// One for each view of the hall's app; behind them, one that is not kept.
static struct skeleton *skeleton_of(const struct session *session)
{
    const struct hall *hall = session->hall;
    return &hall->skeletons[is_kept(session) ? session->view : hall->app->views_count];
}

const struct document *skeleton_find(const struct session *session, struct bytes title)
{
    if (!is_kept(session)) return NULL;
    const struct skeleton *skeleton = skeleton_of(session);
    bool is_known = skeleton->document.html.size && bytes_equal(buffer_bytes(&skeleton->title), title);
    return is_known ? &skeleton->document : NULL;
}

const struct document *skeleton_make(const struct session *session, struct bytes title,
                                     const struct rendition *layout, struct sheet *sheet, struct error *err)
{
    struct skeleton *skeleton = skeleton_of(session);
    if (!document_write(&skeleton->document, layout, sheet, needs, sizeof needs / sizeof *needs, err)) {
        buffer_clear(&skeleton->document.html);
        return NULL;
    }
    buffer_clear(&skeleton->title);
    buffer_put(&skeleton->title, title);
    return &skeleton->document;
}

void skeletons_create(struct hall *hall)
{
    hall->skeletons = mem_new_clear((hall->app->views_count + 1) * sizeof *hall->skeletons);
}

void skeletons_destroy(struct hall *hall)
{
    for (uint32_t i = 0; i <= hall->app->views_count; i++) {
        buffer_destroy(&hall->skeletons[i].title);
        document_destroy(&hall->skeletons[i].document);
    }
    mem_free(hall->skeletons);
}
