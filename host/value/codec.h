// The canonical binary form of a value: two equal values have equal bytes, whatever they were built from. It is
// what a snapshot, a journal and a hash are made of, and what waits in a mailbox.
//
//   0x00 nil   0x01 false   0x02 true
//   0x03 integer: zigzag LEB128, shortest form     0x04 float: 8 bytes little-endian (NaN has one form)
//   0x05 string: LEB128 length, bytes
//   0x06 table: items count u8, pairs count u8     0x07 table: both counts u32 little-endian (either above 255)
//        then the items, then the pairs as key, value: integer keys ascending, then string keys in byte order
//   0x40..0x7f: the integers 0..63 in one byte     0x80..0xbf: strings of 0..63 bytes, then their bytes
//
// Items are the keys 1..n up to the first nil, so {1, 2, nil, 4} has two items and one pair.
//
// The writer is a set of small steps, so that vm/marshal.c can go from Lua tables to bytes without a value in
// between; codec_encode and codec_decode do it for values.
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

void codec_put_nil(struct buffer *out);
void codec_put_boolean(struct buffer *out, bool boolean);
void codec_put_integer(struct buffer *out, int64_t integer);
void codec_put_float(struct buffer *out, double number);
void codec_put_string(struct buffer *out, struct bytes string);

// Begins a table whose counts are not known yet and returns where it began; codec_end_table writes the counts in
// (moving the content where they need the large form). Between the two: the items, then the pairs in order.
size_t codec_begin_table(struct buffer *out);
void codec_end_table(struct buffer *out, size_t begin, size_t items_count, size_t pairs_count);

// Reading, step by step. `in` is consumed from the front. The next step's head: a scalar whole, or a table's counts,
// after which that many values (items), then keys and values (pairs) are read by further calls.
struct codec_head {
    enum value_kind kind;
    union {
        bool boolean;
        int64_t integer;
        double number;
        struct bytes string; // borrowed from `in`
        struct {
            uint32_t items_count;
            uint32_t pairs_count;
        };
    };
};

// False (ERROR_SYNTAX) where the bytes are cut short, a tag is unknown, an integer, a size or a count is not in its
// shortest form, or counts exceed what the remaining bytes can hold (so nothing is ever allocated for a lie). `in` is
// then of no use any more. Canonical order is the caller's to check.
bool codec_read(struct bytes *in, struct codec_head *head, struct error *err);

// The next value goes by, with all that is in it, however deep.
bool codec_skip(struct bytes *in, struct error *err);

// A whole value. Pairs may be in any order, nils may be written down and items may stand among the pairs: what is
// written is canonical. Fails (TOO_LARGE) beyond VALUE_WRAPPED_DEPTH_MAX, (MISFIT) for a pair whose key is not a
// string or an integer or appears twice; `out` is then as it was.
bool codec_encode(const struct value *value, struct buffer *out, struct error *err);

// Exactly one value, all of `in`; strings are copied into the arena. Canonical form is required: pairs out of order,
// a key twice, an item among the pairs, a nil in a table, a form that is not the shortest and trailing bytes are
// ERROR_SYNTAX; too deep is ERROR_TOO_LARGE.
bool codec_decode(struct bytes in, struct arena *arena, struct value *value, struct error *err);
