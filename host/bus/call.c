// See call.h.
#include "bus/call.h"

#include "base/mem.h"

struct call *call_new(void)
{
    return mem_new_clear(sizeof(struct call));
}

void call_delete(struct call *call)
{
    if (!call) return;
    buffer_destroy(&call->arguments);
    buffer_destroy(&call->answer);
    mem_free(call);
}

void call_end(struct call *call, enum call_end end, const char *text)
{
    call->end = end;
    if (text) {
        buffer_clear(&call->answer);
        buffer_put(&call->answer, bytes_of(text));
    }
    inbox_put(call->has_spoken ? call->behind : call->home, &call->message);
}

const char *call_end_name(enum call_end end)
{
    switch (end) {
    case CALL_OVERDUE: return "timeout";
    case CALL_FULL: return "full";
    case CALL_CANCELLED: return "cancelled";
    case CALL_LOST: return "lost";
    case CALL_SAID:
    case CALL_RAISED:
    case CALL_DROPPED: break;
    }
    return NULL;
}
