// See ticket.h. Layout: session id (8 bytes, little-endian), hall (1), BLAKE2b-128 of these nine with the host's key
// (16); base64url. Of a ticket for posts what is signed has a byte more.
#include "session/visit/ticket.h"

#include <sodium.h>

enum { NAMED = 9, TAG = 16, WHOLE = NAMED + TAG, TEXT_MAX = 64 };

static void sign(const unsigned char named[NAMED], bool is_post, const unsigned char key[32], unsigned char tag[TAG])
{
    unsigned char bytes[NAMED + 1];
    memcpy(bytes, named, NAMED);
    bytes[NAMED] = 'p'; // of a ticket for posts only
    crypto_generichash(tag, TAG, bytes, NAMED + is_post, key, 32);
}

void ticket_put(struct buffer *out, const struct ticket *ticket, const unsigned char key[32])
{
    unsigned char bytes[WHOLE];
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(ticket->session >> (8 * i));
    bytes[8] = ticket->hall;
    sign(bytes, ticket->is_post, key, bytes + NAMED);
    char text[TEXT_MAX];
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    buffer_put(out, bytes_of(text));
}

// libsodium takes some bytes above 127 for letters of its alphabet.
static bool is_plain(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] > 127) return false;
    return true;
}

static bool read(struct bytes text, bool is_post, const unsigned char key[32], struct ticket *ticket,
                 struct error *err)
{
    unsigned char bytes[WHOLE];
    unsigned char tag[TAG];
    size_t size;
    int bad = sodium_base642bin(bytes, sizeof bytes, text.data, text.size, NULL, &size, NULL,
                                sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (bad || size != sizeof bytes || !is_plain(text)) return fail(err, ERROR_FORBIDDEN, "the ticket is not ours");
    sign(bytes, is_post, key, tag);
    if (sodium_memcmp(tag, bytes + NAMED, TAG) != 0) return fail(err, ERROR_FORBIDDEN, "the ticket is not ours");
    *ticket = (struct ticket){.is_post = is_post};
    for (int i = 0; i < 8; i++) ticket->session |= (uint64_t)bytes[i] << (8 * i);
    ticket->hall = bytes[8];
    return true;
}

bool ticket_read(struct bytes text, const unsigned char key[32], struct ticket *ticket, struct error *err)
{
    return read(text, false, key, ticket, err);
}

bool ticket_read_post(struct bytes text, const unsigned char key[32], struct ticket *ticket, struct error *err)
{
    return read(text, true, key, ticket, err);
}
