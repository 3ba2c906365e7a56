// SPDX-License-Identifier: MIT
/* Writes JSON values into a buffer; always valid UTF-8, whatever bytes come in. */
#include "json.h"

#include <stdio.h>
#include <string.h>

#include "base64.h"

/* Length of the well-formed UTF-8 sequence at p, or 0 (Unicode 15, table 3-7). */
static size_t utf8_length(const unsigned char *p, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len, i;

	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		len = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		len = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (left < len)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (i = 2; i < len; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return len;
}

static void add_control(struct buffer *b, unsigned char c)
{
	char escape[8];

	switch (c) {
	case '"':
		buffer_add_string(b, "\\\"");
		break;
	case '\\':
		buffer_add_string(b, "\\\\");
		break;
	case '\n':
		buffer_add_string(b, "\\n");
		break;
	case '\t':
		buffer_add_string(b, "\\t");
		break;
	default:
		snprintf(escape, sizeof(escape), "\\u%04x", c);
		buffer_add_string(b, escape);
	}
}

static void add_quoted(struct buffer *b, const char *value, size_t len)
{
	const unsigned char *p = (const unsigned char *)value;
	size_t i = 0, plain = 0, n;

	buffer_add(b, "\"", 1);
	while (i < len) {
		n = utf8_length(p + i, len - i);
		if (n && p[i] >= 0x20 && p[i] != '"' && p[i] != '\\') {
			i += n;
			continue;
		}
		buffer_add(b, p + plain, i - plain);
		if (n)
			add_control(b, p[i]);
		else
			buffer_add_string(b, "\xef\xbf\xbd");
		i++;
		plain = i;
	}
	buffer_add(b, p + plain, len - plain);
	buffer_add(b, "\"", 1);
}

static void start(struct buffer *b, const char *key)
{
	char last = b->len ? b->data[b->len - 1] : '\n';

	/* After a value its last character is a quote, a digit, a letter or a closing bracket. */
	if (last != '{' && last != '[' && last != '\n')
		buffer_add(b, ",", 1);
	if (key) {
		add_quoted(b, key, strlen(key));
		buffer_add(b, ":", 1);
	}
}

void json_open_object(struct buffer *b, const char *key)
{
	start(b, key);
	buffer_add(b, "{", 1);
}

void json_close_object(struct buffer *b)
{
	buffer_add(b, "}", 1);
}

void json_open_array(struct buffer *b, const char *key)
{
	start(b, key);
	buffer_add(b, "[", 1);
}

void json_close_array(struct buffer *b)
{
	buffer_add(b, "]", 1);
}

void json_bytes(struct buffer *b, const char *key, const char *value, size_t len)
{
	start(b, key);
	add_quoted(b, value, len);
}

void json_string(struct buffer *b, const char *key, const char *value)
{
	json_bytes(b, key, value, strlen(value));
}

void json_number(struct buffer *b, const char *key, long long value)
{
	start(b, key);
	buffer_printf(b, "%lld", value);
}

void json_decimal(struct buffer *b, const char *key, double value)
{
	start(b, key);
	buffer_printf(b, "%.1f", value);
}

void json_flag(struct buffer *b, const char *key, bool value)
{
	start(b, key);
	buffer_add_string(b, value ? "true" : "false");
}

void json_base64(struct buffer *b, const char *key, const void *bytes, size_t len)
{
	start(b, key);
	buffer_add(b, "\"", 1);
	base64_add(b, bytes, len);
	buffer_add(b, "\"", 1);
}
