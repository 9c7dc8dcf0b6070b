// Holds frame.c to the fixtures that the Lua and TypeScript specs read too, and to what JSON cannot hold as a
// fixture. Runs from the root of the repository.
#include "value/json.h"
#include "wire/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

#include <cjson/cJSON.h>
#include <stdio.h>

// ---- fixtures

static cJSON *read_fixtures(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("%s is not there: run from the root of the repository", path);
    struct buffer text = {0};
    char part[4096];
    for (size_t size; (size = fread(part, 1, sizeof part, file)) > 0;) buffer_put(&text, (struct bytes){part, size});
    fclose(file);
    cJSON *all = cJSON_ParseWithLength(text.data, text.size);
    buffer_destroy(&text);
    assert_non_null(all);
    assert_true(cJSON_GetArraySize(all) > 20);
    return all;
}

static const char *text_of(const cJSON *fixture, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(fixture, name));
    if (!text) fail_msg("a fixture lacks the text '%s': %s", name, cJSON_PrintUnformatted(fixture));
    return text;
}

static uint32_t number_of(const cJSON *fixture, const char *name)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(fixture, name);
    if (!cJSON_IsNumber(number)) fail_msg("%s: lacks the number '%s'", text_of(fixture, "says"), name);
    return (uint32_t)number->valuedouble;
}

// ---- the client's frames

static void expect_text(const cJSON *fixture, const char *name, struct bytes got)
{
    const char *expected = text_of(fixture, name);
    if (!bytes_equal(bytes_of(expected), got))
        fail_msg("%s: expected %s '%s', got '%.*s'", text_of(fixture, "says"), name, expected, (int)got.size,
                 got.data);
}

static void expect_number(const cJSON *fixture, const char *name, uint32_t got)
{
    if (number_of(fixture, name) != got)
        fail_msg("%s: expected %s %u, got %u", text_of(fixture, "says"), name, number_of(fixture, name), got);
}

static void expect_kind(const cJSON *fixture, enum frame_kind got)
{
    static const char *const names[] = {"join", "e", "ack", "h", "bye"};
    expect_text(fixture, "kind", bytes_of(names[got]));
}

static void expect_payload(const cJSON *fixture, const struct value *got, struct arena *arena)
{
    struct value expected;
    struct error err;
    char *text = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(fixture, "payload"));
    if (!json_decode(bytes_of(text), &json_limits_frame, arena, &expected, &err)) fail_msg("%s", err.text);
    if (!value_equal(&expected, got)) fail_msg("%s: not the payload %s", text_of(fixture, "says"), text);
    cJSON_free(text);
}

static void expect_join(const cJSON *fixture, const struct frame *got)
{
    expect_text(fixture, "ticket", got->ticket);
    expect_number(fixture, "version", FRAME_VERSION);
    bool is_blank = cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(fixture, "seen"));
    assert_int_equal(got->is_blank, is_blank);
    if (!is_blank) expect_number(fixture, "seen", got->seen);
}

static void expect_frame(const cJSON *fixture, const struct frame *got, struct arena *arena)
{
    expect_kind(fixture, got->kind);
    if (got->kind == FRAME_JOIN) expect_join(fixture, got);
    if (got->kind == FRAME_ACK) expect_number(fixture, "seen", got->seen);
    if (got->kind != FRAME_EVENT) return;
    expect_number(fixture, "ref", got->ref);
    expect_text(fixture, "name", got->name);
    expect_number(fixture, "seen", got->seen);
    const cJSON *target = cJSON_GetObjectItemCaseSensitive(fixture, "target");
    assert_true(got->target == (target ? (uint64_t)target->valuedouble : 0));
    expect_payload(fixture, &got->payload, arena);
}

static void expect_client_frame(const cJSON *fixture)
{
    struct arena arena = {0};
    struct frame frame;
    struct error err = {0};
    bool refused = cJSON_HasObjectItem(fixture, "error");
    bool ok = frame_decode(bytes_of(text_of(fixture, "text")), &arena, &frame, &err);
    if (ok == refused) fail_msg("%s: %s", text_of(fixture, "says"), ok ? "was taken" : err.text);
    if (ok) expect_frame(fixture, &frame, &arena);
    else expect_text(fixture, "error", bytes_of(error_code_name(err.code)));
    arena_destroy(&arena);
}

static void decodes_every_frame_of_the_client_fixtures(void **state)
{
    (void)state;
    cJSON *all = read_fixtures("spec/fixtures/frames/client_frames.json");
    const cJSON *fixture;
    cJSON_ArrayForEach(fixture, all) expect_client_frame(fixture);
    cJSON_Delete(all);
}

// ---- the host's frames

static struct bytes json_of(const cJSON *fixture, const char *name, struct arena *arena)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(fixture, name);
    if (!item) return (struct bytes){0};
    char *text = cJSON_PrintUnformatted(item);
    struct bytes copy = arena_copy(arena, bytes_of(text));
    cJSON_free(text);
    return copy;
}

static enum error_code code_of(const cJSON *fixture)
{
    for (enum error_code code = 0; code < ERROR_CODE_COUNT; code++)
        if (strcmp(error_code_name(code), text_of(fixture, "code")) == 0) return code;
    fail_msg("%s: no such code", text_of(fixture, "says"));
    return ERROR_NONE;
}

static void put_bye(const cJSON *fixture, struct buffer *out)
{
    uint32_t within_ms = cJSON_HasObjectItem(fixture, "within") ? number_of(fixture, "within") : 0;
    frame_put_bye(out, code_of(fixture), bytes_of(text_of(fixture, "reason")), within_ms);
}

static void put_counted(const cJSON *fixture, struct buffer *out, struct arena *arena)
{
    const char *kind = text_of(fixture, "kind");
    uint32_t seq = number_of(fixture, "seq");
    uint32_t ref = number_of(fixture, "ref");
    struct bytes extra = json_of(fixture, "extra", arena);
    if (strcmp(kind, "ok") == 0) frame_put_ok(out, seq, ref);
    else if (strcmp(kind, "patch") == 0) frame_put_patch(out, seq, ref, json_of(fixture, "patch", arena), extra);
    else if (strcmp(kind, "full") == 0) frame_put_full(out, seq, ref, json_of(fixture, "value", arena), extra);
    else fail_msg("%s: no such kind", kind);
}

static void expect_server_frame(const cJSON *fixture)
{
    struct buffer out = {0};
    struct arena arena = {0};
    const char *kind = text_of(fixture, "kind");
    if (strcmp(kind, "h") == 0) frame_put_heartbeat(&out);
    else if (strcmp(kind, "bye") == 0) put_bye(fixture, &out);
    else put_counted(fixture, &out, &arena);
    expect_text(fixture, "text", buffer_bytes(&out));
    buffer_destroy(&out);
    arena_destroy(&arena);
}

static void encodes_every_frame_of_the_server_fixtures_to_the_byte(void **state)
{
    (void)state;
    cJSON *all = read_fixtures("spec/fixtures/frames/server_frames.json");
    const cJSON *fixture;
    cJSON_ArrayForEach(fixture, all) expect_server_frame(fixture);
    cJSON_Delete(all);
}

// ---- what JSON cannot hold as a fixture

static enum error_code refusal(struct bytes text)
{
    struct arena arena = {0};
    struct frame frame;
    struct error err = {0};
    bool ok = frame_decode(text, &arena, &frame, &err);
    arena_destroy(&arena);
    return ok ? ERROR_NONE : err.code;
}

static void refuses_bytes_that_are_not_utf8(void **state)
{
    (void)state;
    static const struct bytes texts[] = {
        BYTES("[\"e\",1,\"add\",{\"by\":\"\xff\"},0]"),
        BYTES("[\"e\",1,\"add\",{\"by\":\"\xc0\x80\"},0]"),
        BYTES("[\"e\",1,\"add\",{\"by\":\"\xed\xa0\x80\"},0]"),
        BYTES("[\"e\",1,\"\xc3\",{},0]"),
        BYTES("[\"e\",1,\"add\",{\"\x80\":1},0]"),
        BYTES("\xff[\"h\"]"),
        BYTES("[\"h\"]\0"),
        BYTES("[\"e\",1,\"a\0\",{},0]"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_int_equal(refusal(texts[i]), ERROR_SYNTAX);
}

// An event whose payload is one string, so that the frame has `size` bytes.
static struct bytes frame_of_size(struct buffer *text, size_t size)
{
    static const char head[] = "[\"e\",1,\"add\",{\"by\":\"";
    static const char tail[] = "\"},0]";
    buffer_put(text, BYTES(head));
    while (text->size + sizeof tail - 1 < size) buffer_put_byte(text, 'x');
    buffer_put(text, BYTES(tail));
    return buffer_bytes(text);
}

static void takes_64_kib_and_no_byte_more(void **state)
{
    (void)state;
    struct buffer text = {0};
    assert_int_equal(refusal(frame_of_size(&text, FRAME_SIZE_MAX)), ERROR_NONE);
    buffer_clear(&text);
    assert_int_equal(refusal(frame_of_size(&text, FRAME_SIZE_MAX + 1)), ERROR_TOO_LARGE);
    buffer_destroy(&text);
}

static void refuses_more_than_16384_values(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_put(&text, BYTES("[\"e\",1,\"add\",{\"a\":[0"));
    for (int i = 0; i < 16384; i++) buffer_put(&text, BYTES(",0"));
    buffer_put(&text, BYTES("]},0]"));
    assert_int_equal(refusal(buffer_bytes(&text)), ERROR_TOO_LARGE);
    buffer_destroy(&text);
}

static void says_which_part_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"[\"e\",0,\"add\",{},0]", "frame: REF must be an integer from 1 to 2^32 - 1"},
        {"[\"e\",1,\"\",{},0]", "frame: NAME must be a string that is not empty"},
        {"[\"e\",1,\"add\",[],0]", "frame: PAYLOAD must be an object"},
        {"[\"e\",1,\"add\",{},0,0]", "frame: OWNER must be an integer from 1 to 2^53"},
        {"[\"ack\",-1]", "frame: SEEN must be an integer from 0 to 2^32 - 1"},
        {"[\"ack\"]", "frame: expected [\"ack\", SEEN], got 1 parts"},
        {"[\"join\",2,\"t\",0]", "frame: the protocol version must be 1"},
        {"[\"\\u0007x\"]", "frame: no frame begins with \"\\x07x\""},
        {"[\"h\"", "byte 4: expected ',' or ']', got the end"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct frame frame;
        struct error err = {0};
        assert_false(frame_decode(bytes_of(cases[i].text), &arena, &frame, &err));
        assert_string_equal(err.text, cases[i].says);
        arena_destroy(&arena);
    }
}

static void borrows_nothing_from_the_text(void **state)
{
    (void)state;
    char text[] = "[\"e\",1,\"add\",{\"by\":\"one\"},0]";
    struct arena arena = {0};
    struct frame frame;
    struct error err;
    assert_true(frame_decode(bytes_of(text), &arena, &frame, &err));
    memset(text, 'x', sizeof text);
    assert_true(bytes_equal(frame.name, BYTES("add")));
    assert_true(bytes_equal(value_get_string(&frame.payload, "by", BYTES("")), BYTES("one")));
    arena_destroy(&arena);
}

static void says_goodbye_in_valid_text_whatever_the_reason(void **state)
{
    (void)state;
    struct buffer out = {0};
    frame_put_bye(&out, ERROR_CRASH, BYTES("\xff\xc3"), 0);
    assert_true(bytes_equal(buffer_bytes(&out), BYTES("[\"bye\",\"crash\",\"\xef\xbf\xbd\xef\xbf\xbd\"]")));
    buffer_destroy(&out);
}

static void opens_a_topic_with_params(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct frame frame;
    struct error err;
    char text[300];
    assert_true(frame_decode(BYTES("[\"open\",1,\"room:lobby\",{\"name\":\"Ann\"}]"), &arena, &frame, &err));
    assert_int_equal(frame.kind, FRAME_OPEN);
    assert_true(bytes_equal(frame.name, BYTES("room:lobby")));
    assert_true(bytes_equal(value_get_string(&frame.payload, "name", BYTES("")), BYTES("Ann")));
    const struct {
        const char *text, *says;
    } wrong[] = {
        {"[\"open\",1,\"room:lobby\"]", "frame: expected [\"open\", VERSION, TOPIC, PARAMS], got 3 parts"},
        {"[\"open\",2,\"room:lobby\",{}]", "frame: the protocol version must be 1"},
        {"[\"open\",1,\"\",{}]", "frame: TOPIC must be a string that is not empty"},
        {"[\"open\",1,7,{}]", "frame: TOPIC must be a string that is not empty"},
        {"[\"open\",1,\"room:lobby\",[]]", "frame: PARAMS must be an object"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(frame_decode(bytes_of(wrong[i].text), &arena, &frame, &err));
        assert_string_equal(err.text, wrong[i].says);
    }
    snprintf(text, sizeof text, "[\"open\",1,\"%0201d\",{}]", 0);
    assert_false(frame_decode(bytes_of(text), &arena, &frame, &err));
    assert_string_equal(err.text, "frame: TOPIC has 201 bytes, where 200 are the most");
    arena_destroy(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_every_frame_of_the_client_fixtures),
        cmocka_unit_test(encodes_every_frame_of_the_server_fixtures_to_the_byte),
        cmocka_unit_test(refuses_bytes_that_are_not_utf8),
        cmocka_unit_test(takes_64_kib_and_no_byte_more),
        cmocka_unit_test(refuses_more_than_16384_values),
        cmocka_unit_test(says_which_part_is_wrong),
        cmocka_unit_test(borrows_nothing_from_the_text),
        cmocka_unit_test(opens_a_topic_with_params),
        cmocka_unit_test(says_goodbye_in_valid_text_whatever_the_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
