// See programs.h. A job is a call and its errand. The call may go home before the errand is done, where nobody waits
// for it any more: the job then runs to its end alone.
#include "service/programs.h"

#include "base/log.h"
#include "base/mem.h"
#include "service/workshop.h"
#include "value/answer.h"
#include "value/codec.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    HANDS = 2,
    LINE_MAX_BYTES = 1 << 20,
    START_MS = 10000,
    RESTARTS = 5,
    RESTARTS_S = 60,
    MEMORY_MB = 1024,
    FILES = 256
};

struct job {
    struct errand errand; // first
    struct programs *programs;
    struct call *call; // NULL: it went home
    struct job *previous;
    struct job *next;
};

struct programs {
    struct arena arena; // of the settings
    struct crew_settings *settings;
    unsigned count;
    struct buffer origin; // what they were made from
    struct workshop *workshop;
    pthread_mutex_t lock; // of the jobs
    struct job *jobs;
};

// --- settings ---

static char *text_of(struct arena *arena, struct bytes bytes)
{
    return (char *)(uintptr_t)arena_copy(arena, bytes).data;
}

static const struct value_table *table_of(const struct value *described, const char *key)
{
    static const struct value_table nothing;
    const struct value *found = value_get(described, key);
    return found && found->kind == VALUE_TABLE ? found->table : &nothing;
}

static int64_t number_of(const struct value *described, const char *key, int64_t fallback)
{
    const struct value *found = value_get(described, key);
    return found && found->kind == VALUE_INTEGER ? found->integer : fallback;
}

static char **command_of(struct arena *arena, const struct value *described)
{
    const struct value_table *list = table_of(described, "command");
    char **command = arena_new(arena, (list->items_count + 1) * sizeof *command);
    for (size_t i = 0; i < list->items_count; i++) command[i] = text_of(arena, list->items[i].string);
    command[list->items_count] = NULL;
    return command;
}

static char *variable(struct arena *arena, const char *name, const char *value)
{
    size_t size = strlen(name) + strlen(value) + 2;
    char *text = arena_new(arena, size);
    snprintf(text, size, "%s=%s", name, value);
    return text;
}

// A few that every program needs; those that the app names are the host's own, those that it sets are as it says.
static char **environment_of(struct arena *arena, const struct value *described)
{
    static const char *const handed_on[] = {"PATH", "TZ", "TMPDIR"};
    const struct value_table *table = table_of(described, "environment");
    size_t most = sizeof handed_on / sizeof *handed_on + 1 + table->items_count + table->pairs_count + 1, count = 0;
    char **all = arena_new(arena, most * sizeof *all);
    for (size_t i = 0; i < sizeof handed_on / sizeof *handed_on; i++) {
        const char *value = getenv(handed_on[i]);
        if (value) all[count++] = variable(arena, handed_on[i], value);
    }
    all[count++] = variable(arena, "LANG", "C.UTF-8");
    for (size_t i = 0; i < table->items_count; i++) {
        const char *name = text_of(arena, table->items[i].string), *value = getenv(name);
        if (value) all[count++] = variable(arena, name, value);
    }
    for (size_t i = 0; i < table->pairs_count; i++)
        all[count++] =
            variable(arena, text_of(arena, table->pairs[i].key.string), text_of(arena, table->pairs[i].value.string));
    all[count] = NULL;
    return all;
}

static struct crew_settings settings_of(struct programs *programs, const struct vm_service_source *source,
                                        const struct vm_service_about *about, int64_t deadline_ms, int64_t queue)
{
    struct arena *arena = &programs->arena;
    struct value described;
    struct error err;
    bool ok = codec_decode(about->program, arena, &described, &err);
    assert(ok); // the survey made it
    (void)ok;
    return (struct crew_settings){
        .name = text_of(arena, about->name),
        .child =
            {
                .command = command_of(arena, &described),
                .environment = environment_of(arena, &described),
                .directory = text_of(arena, bytes_of(source->directory)),
                .memory_max = (uint64_t)number_of(&described, "memory", MEMORY_MB) << 20,
                .cpu_s_max = (uint64_t)number_of(&described, "cpu", 0),
                .files_max = (uint64_t)number_of(&described, "files", FILES),
            },
        .hands = (unsigned)(about->pool ? about->pool : HANDS),
        .queue_max = (unsigned)(about->queue ? about->queue : queue),
        .line_max = (size_t)number_of(&described, "size", LINE_MAX_BYTES),
        .deadline_ms = (uint64_t)(about->deadline_ms ? about->deadline_ms : deadline_ms),
        .start_ms = (uint64_t)number_of(&described, "start", START_MS),
        .intensity = {.restarts_max = (uint32_t)number_of(&described, "max_restarts", RESTARTS),
                      .window_ms = (uint32_t)number_of(&described, "within", RESTARTS_S) * 1000},
    };
}

// All that the source says of programs, to be compared.
static void describe(const struct vm_service_source *source, struct buffer *out)
{
    for (size_t i = 0; i < source->count; i++) {
        const struct vm_service_about *about = &source->all[i];
        if (!about->program.data) continue;
        buffer_print(out, "%.*s %lld %lld %lld ", (int)about->name.size, about->name.data, (long long)about->pool,
                     (long long)about->queue, (long long)about->deadline_ms);
        buffer_put(out, about->program);
    }
}

bool programs_are_of(const struct programs *programs, const struct vm_service_source *source)
{
    struct buffer now = {0};
    describe(source, &now);
    bool are = programs ? bytes_equal(buffer_bytes(&now), buffer_bytes(&programs->origin)) : !now.size;
    buffer_destroy(&now);
    return are;
}

// --- jobs ---

static void link_job(struct job *job)
{
    struct programs *programs = job->programs;
    job->next = programs->jobs;
    if (job->next) job->next->previous = job;
    programs->jobs = job;
}

static void unlink_job(struct job *job)
{
    if (job->previous) job->previous->next = job->next;
    else job->programs->jobs = job->next;
    if (job->next) job->next->previous = job->previous;
}

// What the program said is a payload; a refusal is the error of one, as `return nil, err` would be.
static void write_answer(const struct errand *errand, struct call *call)
{
    struct bytes nothing = {"\0", 1}; // the canonical nil
    struct buffer problem = {0};
    buffer_clear(&call->answer);
    if (errand->end == ERRAND_REFUSED) codec_put_string(&problem, buffer_bytes(&errand->answer));
    if (errand->end == ERRAND_DONE) answer_put_said(buffer_bytes(&errand->answer), nothing, &call->answer);
    else if (errand->end == ERRAND_REFUSED) answer_put_said(nothing, buffer_bytes(&problem), &call->answer);
    else buffer_put(&call->answer, buffer_bytes(&errand->answer));
    buffer_destroy(&problem);
}

static void answered(struct errand *errand)
{
    static const enum call_end ends[] = {
        [ERRAND_DONE] = CALL_SAID,       [ERRAND_REFUSED] = CALL_SAID, [ERRAND_FAILED] = CALL_RAISED,
        [ERRAND_OVERDUE] = CALL_OVERDUE, [ERRAND_FULL] = CALL_FULL,    [ERRAND_LOST] = CALL_LOST,
    };
    struct job *job = (struct job *)errand;
    pthread_mutex_lock(&job->programs->lock);
    unlink_job(job); // nobody sends it home any more
    pthread_mutex_unlock(&job->programs->lock);
    if (job->call) {
        write_answer(errand, job->call);
        call_end(job->call, ends[errand->end], NULL);
    }
    errand_destroy(errand);
    mem_free(job);
}

// With the lock. What a process is at already it does to its end.
static void send_home(struct job *job, enum call_end end)
{
    struct call *call = job->call;
    job->call = NULL;
    atomic_store(&job->errand.is_cancelled, true);
    call_end(call, end, NULL);
}

static bool is_older(const struct call *call, const struct call *newer)
{
    return call->is_latest && call->session == newer->session && strcmp(call->service, newer->service) == 0 &&
           strcmp(call->function, newer->function) == 0;
}

static struct job *begin(struct programs *programs, struct call *call)
{
    struct job *job = mem_new_clear(sizeof *job);
    job->programs = programs;
    job->call = call;
    job->errand.answered = answered;
    job->errand.timeout_ms = (uint64_t)call->timeout_ms;
    buffer_put(&job->errand.function, bytes_of(call->function));
    buffer_put(&job->errand.arguments, buffer_bytes(&call->arguments));
    pthread_mutex_lock(&programs->lock);
    for (struct job *other = programs->jobs; other && call->is_latest; other = other->next)
        if (other->call && is_older(other->call, call)) send_home(other, CALL_DROPPED);
    link_job(job);
    pthread_mutex_unlock(&programs->lock);
    return job;
}

bool programs_take(struct programs *programs, struct call *call)
{
    for (unsigned i = 0; i < programs->count; i++) {
        if (strcmp(programs->settings[i].name, call->service) != 0) continue;
        crew_call(workshop_crew(programs->workshop, i), &begin(programs, call)->errand);
        return true;
    }
    return false;
}

void programs_cancel(struct programs *programs, uint64_t session, uint64_t number)
{
    pthread_mutex_lock(&programs->lock);
    for (struct job *job = programs->jobs; job; job = job->next)
        if (job->call && job->call->session == session && (!number || job->call->number == number))
            send_home(job, CALL_CANCELLED);
    pthread_mutex_unlock(&programs->lock);
}

void programs_write_metrics(const struct programs *programs, struct buffer *out)
{
    workshop_write_metrics(programs->workshop, out);
}

// --- for those who look ---

void programs_look(const struct programs *programs, void (*tell)(void *self, const struct worker_told *told),
                   void *self)
{
    for (unsigned i = 0; i < programs->count; i++) {
        struct crew *crew = workshop_crew(programs->workshop, i);
        const struct crew_counters *counters = crew_counters(crew);
        char trouble[CREW_TROUBLE_MAX];
        crew_read_trouble(crew, trouble);
        struct worker_told told = {
            .kind = "program",
            .name = programs->settings[i].name,
            .hands = counters->processes,
            .hands_max = programs->settings[i].hands,
            .working = counters->working,
            .waiting = counters->waiting,
            .restarts = counters->restarts_total,
            .cold_start_ms = counters->cold_start_ms,
            .is_resting = counters->resting,
            .trouble = bytes_of(trouble),
        };
        tell(self, &told);
    }
}

bool programs_end(const struct programs *programs, const char *name)
{
    for (unsigned i = 0; i < programs->count; i++) {
        if (strcmp(programs->settings[i].name, name) != 0) continue;
        crew_end_hands(workshop_crew(programs->workshop, i));
        return true;
    }
    return false;
}

// --- life ---

static void programs_delete(struct programs *programs)
{
    pthread_mutex_destroy(&programs->lock);
    buffer_destroy(&programs->origin);
    arena_destroy(&programs->arena);
    mem_free(programs);
}

struct programs *programs_open(const struct vm_service_source *source, int64_t deadline_ms, int64_t queue)
{
    struct programs *programs = mem_new_clear(sizeof *programs);
    struct error err;
    pthread_mutex_init(&programs->lock, NULL);
    describe(source, &programs->origin);
    programs->settings = arena_new(&programs->arena, (source->count + 1) * sizeof *programs->settings);
    for (size_t i = 0; i < source->count; i++)
        if (source->all[i].program.data)
            programs->settings[programs->count++] =
                settings_of(programs, source, &source->all[i], deadline_ms, queue);
    if (programs->count) programs->workshop = workshop_start(programs->settings, programs->count, &err);
    if (programs->workshop) return programs;
    if (programs->count) log_line(LOG_ERROR, "%s", err.text);
    programs_delete(programs);
    return NULL;
}

void programs_close(struct programs *programs)
{
    if (!programs) return;
    workshop_stop(programs->workshop);
    assert(!programs->jobs);
    programs_delete(programs);
}
