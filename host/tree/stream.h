// A stream: a list that only the page keeps. A turn tells what happens to it; here is what that comes to on a page
// that shows nothing of it yet, and how its keys are written down.
//
// Operations are applied one at a time. An insert of a key that is not there takes its place and then the limit cuts,
// the end where it is positive, the front where it is negative; an insert of one that is there changes it where it
// is, and the limit cuts too. client/src/stream.ts does the same to the rows a page has.
#pragma once

#include "tree/node.h"

// Appends the operations whose rows are shown in the end, in order of the rows, as uint32_t each.
void stream_apply(const struct rendition *rendition, const struct node_stream *stream, struct buffer *out);

// Appends a key as pages know it: of letters, digits and ' % - . _ alone, so that it can stand in a comment and in
// JSON as it is. Different keys are different; nobody ever needs to read one back.
void stream_put_key(struct buffer *out, struct bytes key);
