// See seal.h. Layout: nonce (24 bytes), then sealed: time in seconds (8, little-endian), the bytes.
#include "session/visit/seal.h"

#include "base/mem.h"

#include <sodium.h>

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    TIME = 8,
    FRONT = NONCE + TIME,
    VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
    TEXT_MAX = 16 * 1024
};

// The host's key signs tickets, too.
static void derive(enum seal_use use, const unsigned char key[32], unsigned char own[32])
{
    unsigned char about[] = {'s', 'e', 'a', 'l', (unsigned char)use};
    crypto_generichash(own, 32, about, sizeof about, key, 32);
}

size_t seal_size(size_t size)
{
    return sodium_base64_ENCODED_LEN(FRONT + size + TAG, VARIANT) - 1;
}

void seal_put(struct buffer *out, enum seal_use use, int64_t now_s, struct bytes plain, const unsigned char key[32])
{
    unsigned char own[32];
    size_t whole = FRONT + plain.size + TAG;
    unsigned char *bytes = mem_new(whole);
    derive(use, key, own);
    randombytes_buf(bytes, NONCE);
    for (int i = 0; i < TIME; i++) bytes[NONCE + i] = (unsigned char)((uint64_t)now_s >> (8 * i));
    memcpy(bytes + FRONT, plain.data, plain.size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE, NULL, bytes + NONCE, TIME + plain.size, NULL, 0, NULL,
                                               bytes, own);
    size_t size = sodium_base64_ENCODED_LEN(whole, VARIANT);
    buffer_reserve(out, size);
    sodium_bin2base64(out->data + out->size, size, bytes, whole, VARIANT);
    out->size += size - 1;
    sodium_memzero(own, sizeof own);
    mem_free(bytes);
}

// libsodium takes some bytes above 127 for letters of its alphabet.
static bool is_plain(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] > 127) return false;
    return text.size <= TEXT_MAX;
}

static bool read_bytes(unsigned char *bytes, size_t size, enum seal_use use, const unsigned char key[32])
{
    unsigned char own[32];
    derive(use, key, own);
    bool ok =
        size >= FRONT + TAG && crypto_aead_xchacha20poly1305_ietf_decrypt(bytes + NONCE, NULL, NULL, bytes + NONCE,
                                                                          size - NONCE, NULL, 0, bytes, own) == 0;
    sodium_memzero(own, sizeof own);
    return ok;
}

bool seal_open(struct bytes text, enum seal_use use, int64_t now_s, int64_t good_s, const unsigned char key[32],
               struct buffer *plain, int64_t *age_s, struct error *err)
{
    size_t size = 0;
    uint64_t sealed_s = 0;
    if (!text.size || !is_plain(text)) return fail(err, ERROR_FORBIDDEN, "this is not ours");
    unsigned char *bytes = mem_new(text.size);
    bool ok = sodium_base642bin(bytes, text.size, text.data, text.size, NULL, &size, NULL, VARIANT) == 0 &&
              read_bytes(bytes, size, use, key);
    for (int i = 0; ok && i < TIME; i++) sealed_s |= (uint64_t)bytes[NONCE + i] << (8 * i);
    *age_s = now_s - (int64_t)sealed_s;
    bool is_good = ok && *age_s <= good_s;
    if (is_good) buffer_put(plain, (struct bytes){(char *)bytes + FRONT, size - FRONT - TAG});
    mem_free(bytes);
    if (!ok) return fail(err, ERROR_FORBIDDEN, "this is not ours");
    return is_good || fail(err, ERROR_FORBIDDEN, "its time is over");
}
