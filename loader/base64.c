// SPDX-License-Identifier: MIT
/* Bytes as text (RFC 4648, section 4): padded, no line breaks. */
#include "base64.h"

#include <stdint.h>
#include <string.h>

/* Bytes encoded before they are appended; a multiple of 3. */
#define CHUNK 3072

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Two digits for each 12 bits: a flood of events is encoded on the CPU that it comes from. */
static char pairs[4096][2];

static void fill_pairs(void)
{
	size_t i;

	for (i = 0; i < 4096; i++) {
		pairs[i][0] = digits[i >> 6];
		pairs[i][1] = digits[i & 63];
	}
}

static void encode_three(char *to, const unsigned char *from)
{
	uint32_t bits = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2];

	memcpy(to, pairs[bits >> 12], 2);
	memcpy(to + 2, pairs[bits & 4095], 2);
}

/* Returns the characters written; len is at most CHUNK. */
static size_t encode(char *to, const unsigned char *from, size_t len)
{
	unsigned char last[3] = { 0 };
	char *start = to;

	for (; len >= 3; len -= 3, from += 3, to += 4)
		encode_three(to, from);
	if (!len)
		return (size_t)(to - start);
	memcpy(last, from, len);
	encode_three(to, last);
	to[3] = '=';
	if (len == 1)
		to[2] = '=';
	return (size_t)(to + 4 - start);
}

void base64_add(struct buffer *b, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	char text[BASE64_LENGTH(CHUNK)];

	if (!pairs[0][0])
		fill_pairs();
	while (len) {
		size_t take = len < CHUNK ? len : CHUNK;

		buffer_add(b, text, encode(text, p, take));
		p += take;
		len -= take;
	}
}
