// Holds answer.c to the frames that the host's, the client's and the Lua specs read too. Runs from the root of the
// repository.
#include "answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

static cJSON *read_fixtures(const char *path)
{
    static char text[1 << 20];
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("%s is not there: run from the root of the repository", path);
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    cJSON *all = cJSON_ParseWithLength(text, size);
    assert_true(cJSON_GetArraySize(all) > 20);
    return all;
}

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static uint64_t number_of(const cJSON *object, const char *name)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, name);
    return number ? (uint64_t)number->valuedouble : 0;
}

static enum answer_kind kind_of(const char *name)
{
    static const char *const names[] = {
        [ANSWER_OK] = "ok",       [ANSWER_PATCH] = "patch", [ANSWER_FULL] = "full",
        [ANSWER_HEARTBEAT] = "h", [ANSWER_BYE] = "bye",
    };
    for (unsigned i = ANSWER_OK; i <= ANSWER_BYE; i++)
        if (strcmp(names[i], name) == 0) return i;
    fail_msg("the fixtures have a kind of frame that the generator does not know: %s", name);
    return ANSWER_STRANGE;
}

static const char *code_of(const cJSON *fixture)
{
    const cJSON *extra = cJSON_GetObjectItemCaseSensitive(fixture, "extra");
    const char *code = text_of(extra ? extra : fixture, extra ? "no" : "code");
    return code ? code : "";
}

static void reads_every_frame_that_a_host_may_send(void **state)
{
    (void)state;
    cJSON *all = read_fixtures("spec/fixtures/frames/server_frames.json");
    const cJSON *fixture = NULL;
    cJSON_ArrayForEach(fixture, all)
    {
        struct answer answer;
        answer_read(bytes_of(text_of(fixture, "text")), &answer);
        bool same = answer.kind == kind_of(text_of(fixture, "kind")) && answer.seq == number_of(fixture, "seq") &&
                    answer.ref == number_of(fixture, "ref") && bytes_equal(answer.code, bytes_of(code_of(fixture)));
        if (!same) fail_msg("read wrongly: %s", text_of(fixture, "text"));
    }
    cJSON_Delete(all);
}

static void is_not_taken_in_by_text_that_looks_like_a_refusal(void **state)
{
    static const char *const texts[] = {
        "[1,1,{\"0\":\"{\\\"no\\\":\\\"crash\\\"}\"}]",
        "[1,1,{\"no\":\"crash\"}]",
        "[1,1,null,{\"title\":\"\\\"no\\\":\"}]",
        "[1,1,[0,\"],{\",\"no\"],{\"text\":\"\\\\\"}]",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct answer answer;
        answer_read(bytes_of(texts[i]), &answer);
        if (answer.kind != ANSWER_PATCH || answer.code.size) fail_msg("taken for a refusal: %s", texts[i]);
    }
}

static void finds_a_refusal_behind_other_extras(void **state)
{
    struct answer answer;
    (void)state;
    answer_read(BYTES("[7,3,{\"0\":\"]\"},{\"text\":\"a, \\\"b\\\"\",\"title\":{\"x\":[1]},\"no\":\"budget\"}]"),
                &answer);
    assert_int_equal(answer.kind, ANSWER_PATCH);
    assert_true(bytes_equal(answer.code, BYTES("budget")));
}

static void calls_everything_else_strange(void **state)
{
    static const char *const texts[] = {
        "",       "[",           "[]",         "{}",     "[1]", "[1,]",  "[,1]", "[1,2",           "[1,2]]",
        "[-1,2]", "[\"a\",1,2]", "[\"ok\",1]", "[\"h\"", "[\"", "[\"\\", "null", "[1,2,{\"0\":\"", "[1,2,\"\\",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t size = strlen(texts[i]);
        char *exact = malloc(size + !size); // so that a sanitizer sees a step beyond the end
        struct answer answer;
        memcpy(exact, texts[i], size);
        answer_read((struct bytes){exact, size}, &answer);
        free(exact);
        if (answer.kind != ANSWER_STRANGE) fail_msg("not found strange: %s", texts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"reads every frame that a host may send", reads_every_frame_that_a_host_may_send, NULL, NULL, NULL},
        {"is not taken in by text that looks like a refusal", is_not_taken_in_by_text_that_looks_like_a_refusal, NULL,
         NULL, NULL},
        {"finds a refusal behind other extras", finds_a_refusal_behind_other_extras, NULL, NULL, NULL},
        {"calls everything else strange", calls_everything_else_strange, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("bench/answer", tests, NULL, NULL);
}
