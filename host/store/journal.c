// See journal.h.
#include "store/journal.h"

enum {
    // Replaying a turn costs about what decoding 256 bytes does, however little it spends.
    TURNS_MIN = 1024,
    BYTES_PER_TURN = 64,
    // Decoding a model costs about one unit for two bytes (3.7 us a KB against some 200 units a us); replaying up to
    // four times that keeps the average cost of snapshots per turn below a quarter of the turn's own.
    FUEL_PER_SNAPSHOT_BYTE = 2,
    FUEL_MIN = 50000,
    BYTES_MIN = 4096, // the turns may occupy as much as the model does, or this
};

// The handler's highest bit says that a target (8 bytes) stands before the payload; both together have `size` bytes.
struct entry {
    int64_t time_ms;
    uint32_t handler;
    uint32_t size;
};

_Static_assert(sizeof(struct entry) == JOURNAL_ENTRY_SIZE_MIN, "the smallest entry is a head without a payload");

#define HAS_TARGET 0x80000000u

void journal_destroy(struct journal *journal)
{
    buffer_destroy(&journal->snapshot);
    buffer_destroy(&journal->turns);
}

void journal_append(struct journal *journal, const struct journal_turn *turn, int64_t fuel)
{
    size_t target_size = turn->target ? sizeof turn->target : 0;
    struct entry entry = {turn->time_ms, turn->handler | (turn->target ? HAS_TARGET : 0),
                          (uint32_t)(target_size + turn->payload.size)};
    buffer_put(&journal->turns, (struct bytes){(const char *)&entry, sizeof entry});
    buffer_put(&journal->turns, (struct bytes){(const char *)&turn->target, target_size});
    buffer_put(&journal->turns, turn->payload);
    journal->turns_count++;
    journal->turns_fuel += fuel;
    journal->time_ms = turn->time_ms;
}

bool journal_is_long(const struct journal *journal, size_t model_size)
{
    if (model_size < journal->snapshot.size) model_size = journal->snapshot.size;
    int64_t fuel_max = (int64_t)model_size * FUEL_PER_SNAPSHOT_BYTE;
    if (fuel_max < FUEL_MIN) fuel_max = FUEL_MIN;
    size_t bytes_max = model_size > BYTES_MIN ? model_size : BYTES_MIN;
    size_t turns_max = model_size / BYTES_PER_TURN;
    if (turns_max < TURNS_MIN) turns_max = TURNS_MIN;
    return journal->turns_fuel > fuel_max || journal->turns.size > bytes_max || journal->turns_count >= turns_max;
}

void journal_restart(struct journal *journal)
{
    buffer_clear(&journal->snapshot);
    buffer_clear(&journal->turns);
    journal->turns_count = 0;
    journal->turns_fuel = 0;
}

bool journal_read(const struct journal *journal, size_t *at, struct journal_turn *turn)
{
    struct entry entry;
    if (*at >= journal->turns.size) return false;
    memcpy(&entry, journal->turns.data + *at, sizeof entry);
    const char *content = journal->turns.data + *at + sizeof entry;
    size_t target_size = entry.handler & HAS_TARGET ? sizeof turn->target : 0;
    *turn = (struct journal_turn){
        .time_ms = entry.time_ms,
        .handler = entry.handler & ~HAS_TARGET,
        .payload = {content + target_size, entry.size - target_size},
    };
    memcpy(&turn->target, content, target_size);
    *at += sizeof entry + entry.size;
    return true;
}

void journal_drop(struct journal *journal, size_t at)
{
    struct entry entry;
    memcpy(&entry, journal->turns.data + at, sizeof entry);
    size_t size = sizeof entry + entry.size;
    memmove(journal->turns.data + at, journal->turns.data + at + size, journal->turns.size - at - size);
    journal->turns.size -= size;
    journal->turns_count--;
}

void journal_shrink(struct journal *journal)
{
    buffer_shrink(&journal->snapshot);
    buffer_shrink(&journal->turns);
}

size_t journal_size(const struct journal *journal)
{
    return journal->snapshot.capacity + journal->turns.capacity;
}
