// See tally.h.
#include "tally.h"

bool trouble_any(const struct trouble *trouble)
{
    return trouble->refused || trouble->byes || trouble->lost || trouble->gaps || trouble->repeated ||
           trouble->beyond || trouble->strange || trouble->unanswered;
}

static void print_one(FILE *out, uint64_t count, const char *what)
{
    if (count) fprintf(out, " %llu %s", (unsigned long long)count, what);
}

void trouble_print(const struct trouble *trouble, FILE *out)
{
    if (!trouble_any(trouble)) return;
    fputs("WARNING:", out);
    print_one(out, trouble->refused, "events refused,");
    print_one(out, trouble->byes, "byes,");
    print_one(out, trouble->lost, "connections lost,");
    print_one(out, trouble->gaps, "gaps in SEQ,");
    print_one(out, trouble->repeated, "answers repeated,");
    print_one(out, trouble->beyond, "answers to nothing,");
    print_one(out, trouble->strange, "frames not understood,");
    print_one(out, trouble->unanswered, "events unanswered,");
    fprintf(out, " last code \"%s\"\n", trouble->last_code);
}
