// See homecoming.h.
#include "session/visit/homecoming.h"

#include "actor/mailbox.h"
#include "base/mem.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/visit/join.h"
#include "session/visit/passage.h"
#include "session/visit/ticket.h"

struct homecoming {
    uint64_t claim; // number of the search
    uint64_t asker;
    struct message *message;
    struct homecoming *next; // of the hall
};

// What is asked for: url, zero, ticket, zero.
static bool read_ticket(const struct session *asker, const struct message *message, struct ticket *ticket)
{
    struct error err;
    struct bytes data = message_data(message);
    struct bytes text = bytes_of(data.data + strlen(data.data) + 1);
    return text.size && ticket_read(text, asker->hall->settings->key, ticket, &err);
}

bool homecoming_begin(struct session *asker, struct message *message)
{
    struct hall *hall = asker->hall;
    struct ticket ticket;
    if (!read_ticket(asker, message, &ticket) || hall_find(hall, ticket.session)) return false;
    uint64_t claim = join_seek(hall, &ticket, asker->owner.bound);
    if (!claim) return false;
    struct homecoming *homecoming = mem_new_clear(sizeof *homecoming);
    *homecoming = (struct homecoming){claim, asker->id, message, hall->homecomings};
    hall->homecomings = homecoming;
    asker->is_leaving = true;
    asker->leads_to = 0;
    return true;
}

void homecoming_found(struct hall *hall, uint64_t claim)
{
    struct homecoming **link = &hall->homecomings;
    while (*link && (*link)->claim != claim) link = &(*link)->next;
    struct homecoming *homecoming = *link;
    if (!homecoming) return;
    *link = homecoming->next;
    struct session *asker = hall_find(hall, homecoming->asker);
    arena_reset(&hall->arena);
    if (asker) passage_go(asker, homecoming->message);
    else message_delete(homecoming->message);
    mem_free(homecoming);
}

void homecomings_destroy(struct hall *hall)
{
    for (struct homecoming *next, *homecoming = hall->homecomings; homecoming; homecoming = next) {
        next = homecoming->next;
        message_delete(homecoming->message);
        mem_free(homecoming);
    }
}
