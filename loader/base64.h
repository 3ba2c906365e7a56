/* SPDX-License-Identifier: MIT */
/* Bytes as text (RFC 4648, section 4): padded, no line breaks. */
#ifndef LOADER_BASE64_H
#define LOADER_BASE64_H

#include "buffer.h"

/* Characters that len bytes take. */
#define BASE64_LENGTH(len) (((len) + 2) / 3 * 4)

void base64_add(struct buffer *b, const void *bytes, size_t len);

#endif
