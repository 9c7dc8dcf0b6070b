// Runs a fuzz target without libFuzzer: first every file of a corpus, then mutations of them, the same ones for the
// same seed. With libFuzzer (clang -fsanitize=fuzzer) leave this file out; the targets are the same.
//
//     json_fuzz CORPUS RUNS SEED
//
// The input of a failing run is left in ./fuzz-failure.
#include "base/buffer.h"
#include "base/mem.h"
#include "fuzz_target.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { INPUT_MAX = 8192, EDITS_MAX = 8, SEEDS_MAX = 1024, PATH_SIZE = 4096 };

static struct buffer seeds[SEEDS_MAX];
static size_t seeds_count;
static struct buffer input;
static uint64_t random_state;

// ---- failing

// A sanitizer then ends as an assert does, and the input is kept.
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "abort_on_error=1";
}

static void keep_input(int number)
{
    (void)number;
    FILE *file = fopen("fuzz-failure", "wb"); // not for signal handlers in general; here the process is lost anyway
    if (file) {
        fwrite(input.data, 1, input.size, file);
        fclose(file);
    }
    signal(SIGABRT, SIG_DFL);
    abort();
}

// ---- the corpus

static void read_seed(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    char part[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file || name[0] == '.' || seeds_count == SEEDS_MAX) {
        if (file) fclose(file);
        return;
    }
    struct buffer *seed = &seeds[seeds_count++];
    for (size_t size; (size = fread(part, 1, sizeof part, file)) > 0;) buffer_put(seed, (struct bytes){part, size});
    fclose(file);
}

static void read_corpus(const char *folder)
{
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        read_seed(folder, names[i]->d_name);
        free(names[i]);
    }
    if (count >= 0) free(names);
}

// ---- mutations

static size_t random_below(size_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return bound ? (size_t)(random_state % bound) : 0;
}

static void insert(size_t at, struct bytes bytes)
{
    if (input.size + bytes.size > INPUT_MAX) return;
    buffer_reserve(&input, bytes.size);
    memmove(input.data + at + bytes.size, input.data + at, input.size - at);
    memcpy(input.data + at, bytes.data, bytes.size);
    input.size += bytes.size;
}

static void flip_bit(void)
{
    if (input.size) input.data[random_below(input.size)] ^= (char)(1 << random_below(8));
}

static void set_byte(void)
{
    if (input.size) input.data[random_below(input.size)] = (char)random_below(256);
}

static void drop_range(void)
{
    if (input.size == 0) return;
    size_t at = random_below(input.size);
    size_t size = 1 + random_below(input.size - at < 16 ? input.size - at : 16);
    if (size > input.size - at) size = input.size - at;
    memmove(input.data + at, input.data + at + size, input.size - at - size);
    input.size -= size;
}

// A piece of a seed, or of the input itself.
static void splice(void)
{
    char piece[256];
    const struct buffer *from = random_below(2) ? &input : &seeds[random_below(seeds_count)];
    if (from->size == 0) return;
    size_t at = random_below(from->size);
    size_t size = 1 + random_below(from->size - at < sizeof piece ? from->size - at : sizeof piece);
    if (size > from->size - at) size = from->size - at;
    memcpy(piece, from->data + at, size);
    insert(random_below(input.size + 1), (struct bytes){piece, size});
}

static void insert_word(void)
{
    static const struct bytes words[] = {
        BYTES("["),
        BYTES("]"),
        BYTES("{"),
        BYTES("}"),
        BYTES(","),
        BYTES(":"),
        BYTES("\""),
        BYTES("\"a\":"),
        BYTES("null"),
        BYTES("true"),
        BYTES("\\ud800"),
        BYTES("\\udc00"),
        BYTES("\\u0000"),
        BYTES("\xff"),
        BYTES("\xed\xa0\x80"),
        BYTES("1e400"),
        BYTES("-0"),
        BYTES("0.1e-5"),
        BYTES("[[[[[[[["),
        BYTES("\xe2\x80\xa8"),
        BYTES("\x06\x01\0"),
        BYTES("\x06\0\x01"),
        BYTES("\x07\0\1\0\0\0\0\0\0"),
        BYTES("\x03\xff\xff\xff\xff"),
        BYTES("</"),
        BYTES("\"default\":"),
        BYTES("\"min\":"),
        BYTES("\"type\":"),
        BYTES("\n"),
        BYTES("9007199254740993"),
        BYTES("9223372036854775807"),
        BYTES("18446744073709551615"),
    };
    insert(random_below(input.size + 1), words[random_below(sizeof words / sizeof *words)]);
}

static void mutate(void)
{
    static void (*const edits[])(void) = {flip_bit, set_byte, drop_range, splice, insert_word};
    const struct buffer *seed = &seeds[random_below(seeds_count)];
    buffer_clear(&input);
    buffer_put(&input, buffer_bytes(seed));
    for (size_t i = 1 + random_below(1 + random_below(EDITS_MAX)); i > 0; i--) // mostly few: many are refused early
        edits[random_below(sizeof edits / sizeof *edits)]();
}

// ---- running

// From memory of exactly its size, so that a sanitizer sees a read beyond it.
static void run(void)
{
    uint8_t *exact = mem_new(input.size ? input.size : 1);
    if (input.size) memcpy(exact, input.data, input.size);
    LLVMFuzzerTestOneInput(exact, input.size);
    mem_free(exact);
}

static void run_all(size_t runs)
{
    for (size_t i = 0; i < seeds_count; i++) {
        buffer_clear(&input);
        buffer_put(&input, buffer_bytes(&seeds[i]));
        run();
    }
    for (size_t i = 0; i < runs; i++) {
        mutate();
        run();
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: %s CORPUS RUNS SEED\n", argv[0]);
        return 2;
    }
    random_state = strtoull(argv[3], NULL, 10) * 2 + 1;
    read_corpus(argv[1]);
    if (seeds_count == 0) {
        fprintf(stderr, "%s: no corpus in %s\n", argv[0], argv[1]);
        return 2;
    }
    size_t runs = strtoull(argv[2], NULL, 10);
    signal(SIGABRT, keep_input);
    run_all(runs);
    printf("%s: %zu seeds, %zu mutations\n", argv[0], seeds_count, runs);
    for (size_t i = 0; i < seeds_count; i++) buffer_destroy(&seeds[i]);
    buffer_destroy(&input);
    fuzz_leave();
    return 0;
}
