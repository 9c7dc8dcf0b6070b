// See mailbox.h.
#include "actor/mailbox.h"

#include "base/mem.h"

void mailbox_destroy(struct mailbox *mailbox)
{
    for (struct message *message; (message = mailbox_take(mailbox));) message_delete(message);
}

bool mailbox_put(struct mailbox *mailbox, uint32_t count_max, const struct message *head, struct bytes data,
                 struct error *err)
{
    if (mailbox->count >= count_max) return fail(err, ERROR_FULL, "%u messages already wait", mailbox->count);
    struct message *message = mem_new(sizeof *message + data.size);
    *message = *head;
    message->next = NULL;
    message->size = (uint32_t)data.size;
    if (data.size) memcpy(message->data, data.data, data.size);
    if (mailbox->last) mailbox->last->next = message;
    else mailbox->first = message;
    mailbox->last = message;
    mailbox->count++;
    return true;
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
    mem_free(message);
}
