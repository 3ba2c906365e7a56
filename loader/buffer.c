// SPDX-License-Identifier: MIT
/* A growable run of bytes with a hard upper limit. */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct buffer *b, size_t more)
{
	size_t wanted = b->capacity ? b->capacity : 256;
	char *data;

	if (more > BUFFER_LIMIT - b->len)
		return false;
	while (wanted < b->len + more)
		wanted *= 2;
	if (wanted == b->capacity)
		return true;
	data = realloc(b->data, wanted);
	if (!data)
		return false;
	b->data = data;
	b->capacity = wanted;
	return true;
}

void buffer_add(struct buffer *b, const void *bytes, size_t len)
{
	if (!len)
		return;
	if (b->failed || !reserve(b, len)) {
		b->failed = true;
		return;
	}
	memcpy(b->data + b->len, bytes, len);
	b->len += len;
}

void buffer_add_string(struct buffer *b, const char *text)
{
	buffer_add(b, text, strlen(text));
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0) {
		b->failed = true;
		return;
	}
	buffer_add(b, text, (size_t)len);
	free(text);
}

void buffer_consume(struct buffer *b, size_t len)
{
	if (len >= b->len) {
		b->len = 0;
		return;
	}
	memmove(b->data, b->data + len, b->len - len);
	b->len -= len;
}

void buffer_clear(struct buffer *b)
{
	b->len = 0;
	b->failed = false;
}

void buffer_free(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer){ 0 };
}
