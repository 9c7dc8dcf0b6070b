// See channel.h. A channel that has ended is taken away when the next message for any of them comes: until then
// somebody up the call chain may still have it in hand.
#include "session/channel.h"

#include "base/mem.h"
#include "session/hall.h"
#include "session/topic/admission.h"
#include "session/visit/join.h"
#include "wire/frame.h"

#include <stdio.h>

enum { DIGITS_MAX = 9 };

// Takes the number off the front. False where it is none.
static bool read_number(struct bytes *text, uint32_t *number)
{
    size_t at = 0;
    *number = 0;
    while (at < text->size && at < DIGITS_MAX && text->data[at] >= '0' && text->data[at] <= '9')
        *number = *number * 10 + (uint32_t)(text->data[at++] - '0');
    *text = (struct bytes){text->data + at, text->size - at};
    return *number > 0 && !channel_is_addressed(*text);
}

static struct line *find(const struct line *line, uint32_t number)
{
    struct line *channel = line->channels;
    while (channel && channel->number != number) channel = channel->channel_next;
    return channel;
}

static bool is_over(const struct line *channel)
{
    return channel->is_closing && channel->control_head == channel->control.size;
}

static void delete_at(struct line **link)
{
    struct line *channel = *link;
    *link = channel->channel_next;
    line_close(channel);
    mem_free(channel);
}

// One that had a session is as good as never opened: a page may open and close them for ever. One that had none
// counts, as a guess at a ticket does.
static void take_away_ended(struct line *line)
{
    for (struct line **link = &line->channels; *link;) {
        if (!is_over(*link)) {
            link = &(*link)->channel_next;
            continue;
        }
        if ((*link)->has_joined) line->joins--;
        delete_at(link);
    }
}

static struct line *open_channel(struct line *line, uint32_t number)
{
    struct line *channel = mem_new_clear(sizeof *channel);
    line_open(channel, line->hall);
    channel->outer = line;
    channel->number = number;
    channel->channel_next = line->channels;
    line->channels = channel;
    line->number_last = number;
    line->joins++;
    return channel;
}

static void refuse(struct line *line, enum error_code code, const char *why)
{
    struct counters *counters = &line->hall->counters;
    count(code == ERROR_SYNTAX ? &counters->rejected_syntax : &counters->rejected_forbidden);
    line_say_bye(line, code, why);
}

// A socket that has as many as it may, all of them in use, is told so; its others, perhaps a page, go on.
static bool is_full_of_sessions(const struct line *line)
{
    const uint32_t most = (uint32_t)line->hall->settings->limits.joins;
    uint32_t open = line->has_joined;
    for (const struct line *channel = line->channels; channel; channel = channel->channel_next)
        open += channel->has_joined && !channel->is_closing;
    return open >= most && line->joins < 2 * most;
}

static void refuse_one(struct line *line, uint32_t number)
{
    char text[100];
    snprintf(text, sizeof text, "this socket has %u open already; leave one", line->joins);
    struct buffer *frame = &line->hall->numbered;
    count(&line->hall->counters.rejected_full);
    buffer_clear(frame);
    buffer_put_integer(frame, number);
    frame_put_bye(frame, ERROR_FULL, bytes_of(text), 0);
    line_say(line, buffer_bytes(frame));
    line->number_last = number;
    line->joins++;
}

void channel_receive(struct line *line, struct bytes text)
{
    uint32_t number;
    if (line->outer || !read_number(&text, &number)) {
        refuse(line, ERROR_SYNTAX, "a channel's number is not one");
        return;
    }
    take_away_ended(line);
    struct line *channel = find(line, number);
    if (!channel && number <= line->number_last) return; // it has ended, and the browser did not know yet
    if (!channel && line->joins >= (uint32_t)line->hall->settings->limits.joins) {
        if (is_full_of_sessions(line)) refuse_one(line, number);
        else refuse(line, ERROR_FORBIDDEN, "too many joins");
        return;
    }
    line_receive(channel ? channel : open_channel(line, number), text);
}

struct bytes channels_pull(struct line *line)
{
    for (struct line *channel = line->channels; channel; channel = channel->channel_next) {
        struct bytes frame = line_pull(channel);
        if (!frame.data) continue;
        struct buffer *out = &line->hall->numbered;
        buffer_clear(out);
        buffer_put_integer(out, channel->number);
        buffer_put(out, frame);
        return buffer_bytes(out);
    }
    return (struct bytes){0};
}

void channel_end(struct line *channel)
{
    if (!channel->outer) {
        refuse(channel, ERROR_FORBIDDEN, "only a channel ends by a frame");
        return;
    }
    struct session *session = channel->session;
    join_lost(channel);
    channel->is_closing = true;
    if (session && admission_is(session)) admission_leave(session);
}

void channels_close(struct line *line)
{
    while (line->channels) delete_at(&line->channels);
}
