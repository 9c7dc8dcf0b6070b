// An app that listens, for specs of topics: `log` is what it has heard, in order.
#pragma once

#include "house.h"

#include "session/topic/subscription.h"
#include "session/topic/topics.h"
#include "value/codec.h"

#define LISTENERS_APP                                                                                                \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local view = ls.view { events = { say = { n = 'integer' }, listen = { topic = 'string', full = 'string?', "     \
    "gap = 'boolean?' }, quit = { topic = 'string' }, fails = { topic = 'string' }, spin = { n = 'integer' } },\n"   \
    "  messages = { said = { n = 'integer' }, 'other', 'lost' } }\n"                                                 \
    "function view.init() return { log = '' }, ls.subscribe 'news' end\n"                                            \
    "local function add(m, what) m.log = m.log:sub(-100) .. what .. ' ' end\n"                                       \
    "function view.update.say(m, e) return m, ls.broadcast('news', 'said', { n = e.n }) end\n"                       \
    "function view.update.said(m, e) add(m, e.n) end\n"                                                              \
    "function view.update.other(m, e) add(m, 'o' .. type(e)) end\n"                                                  \
    "function view.update.lost(m, topic) add(m, 'lost:' .. topic) end\n"                                             \
    "function view.update.listen(m, e)\n"                                                                            \
    "  local command = ls.subscribe(e.topic, { full = e.full })\n"                                                   \
    "  return m, e.gap and command:gap 'lost' or command\n"                                                          \
    "end\n"                                                                                                          \
    "function view.update.quit(m, e) return m, ls.unsubscribe(e.topic) end\n"                                        \
    "function view.update.fails(m, e) return m, ls.subscribe(e.topic), ls.send 'nothing' end\n"                      \
    "function view.update.spin(m, e) for i = 1, e.n do end end\n"                                                    \
    "function view.render(m) return html[[<p>{m.log}</p>]] end\n"                                                    \
    "return view\n"

// { n = number }, canonical.
static inline struct bytes listeners_data(struct buffer *room, int64_t number)
{
    struct value_pair pair = {value_string(BYTES("n")), value_integer(number)};
    struct value_table table = {.pairs = &pair, .pairs_count = 1};
    struct value value = {.kind = VALUE_TABLE, .table = &table};
    struct error err;
    buffer_clear(room);
    assert_true(codec_encode(&value, room, &err));
    return buffer_bytes(room);
}

static inline void listeners_say(struct hall *hall, const char *topic, const char *name, int64_t number)
{
    struct buffer room = {0};
    topics_broadcast(hall, bytes_of(topic), bytes_of(name), listeners_data(&room, number));
    buffer_destroy(&room);
}

static inline void listeners_expect(struct session *session, const char *log)
{
    struct buffer html = {0};
    struct error err;
    char expected[1024];
    assert_true(session_wake(session, &err));
    html_write(&session->shown, &html);
    buffer_put_byte(&html, 0);
    snprintf(expected, sizeof expected, ">%s<", log);
    assert_contains(html.data, expected);
    buffer_destroy(&html);
}

// A browser that has joined a page of this hall.
static inline struct peer *listeners_join(struct house *house, struct hall *hall)
{
    char ticket[64];
    struct peer *peer = house_enter(house, hall, ticket);
    house_run(house);
    return peer;
}
