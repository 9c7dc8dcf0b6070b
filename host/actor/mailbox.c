// See mailbox.h.
#include "actor/mailbox.h"

#include "base/mem.h"

void mailbox_destroy(struct mailbox *mailbox)
{
    for (struct message *message; (message = mailbox_take(mailbox));) message_delete(message);
}

static struct message *message_new(const struct message *head, size_t room)
{
    struct message *message = mem_new(sizeof *message + room);
    *message = *head;
    message->next = NULL;
    return message;
}

static void set_data(struct message *message, struct bytes data)
{
    message->size = (uint32_t)data.size;
    message->shared = NULL;
    if (data.size) memcpy(message->data, data.data, data.size);
}

static struct message *append(struct mailbox *mailbox, const struct message *head, size_t room)
{
    struct message *message = message_new(head, room);
    if (mailbox->last) mailbox->last->next = message;
    else mailbox->first = message;
    mailbox->last = message;
    mailbox->count++;
    return message;
}

bool mailbox_put(struct mailbox *mailbox, uint32_t count_max, const struct message *head, struct bytes data,
                 struct error *err)
{
    if (mailbox->count >= count_max) return fail(err, ERROR_FULL, "%u messages already wait", mailbox->count);
    set_data(append(mailbox, head, data.size), data);
    return true;
}

void mailbox_put_first(struct mailbox *mailbox, const struct message *head, struct bytes data)
{
    struct message *message = message_new(head, data.size);
    set_data(message, data);
    message->next = mailbox->first;
    mailbox->first = message;
    if (!mailbox->last) mailbox->last = message;
    mailbox->count++;
}

void mailbox_put_shared(struct mailbox *mailbox, const struct message *head, struct shared *shared)
{
    struct message *message = append(mailbox, head, 0);
    message->size = shared->size;
    message->shared = shared_hold(shared);
}

uint32_t mailbox_count_of(const struct mailbox *mailbox, uint32_t source)
{
    uint32_t amount = 0;
    for (const struct message *at = mailbox->first; at; at = at->next) amount += at->source == source;
    return amount;
}

uint32_t mailbox_drop(struct mailbox *mailbox, uint32_t source, uint32_t handler, uint32_t count_max)
{
    uint32_t dropped = 0;
    struct message **link = &mailbox->first;
    mailbox->last = NULL;
    for (struct message *at; (at = *link);) {
        bool is_meant = at->source == source && (handler == MAILBOX_ANY || at->handler == handler);
        if (is_meant && dropped < count_max) {
            *link = at->next;
            message_delete(at);
            dropped++;
            continue;
        }
        mailbox->last = at;
        link = &at->next;
    }
    mailbox->count -= dropped;
    return dropped;
}

struct message *mailbox_take(struct mailbox *mailbox)
{
    struct message *message = mailbox->first;
    if (!message) return NULL;
    mailbox->first = message->next;
    if (!mailbox->first) mailbox->last = NULL;
    mailbox->count--;
    return message;
}

void message_delete(struct message *message)
{
    if (message->shared) shared_release(message->shared);
    mem_free(message);
}
