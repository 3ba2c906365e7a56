/* SPDX-License-Identifier: MIT */
/* Writes JSON values into a buffer; always valid UTF-8, whatever bytes come in. */
#ifndef LOADER_JSON_H
#define LOADER_JSON_H

#include "buffer.h"

/* A key is NULL inside an array. Commas are put where they belong. */
void json_open_object(struct buffer *b, const char *key);
void json_close_object(struct buffer *b);
void json_open_array(struct buffer *b, const char *key);
void json_close_array(struct buffer *b);
void json_string(struct buffer *b, const char *key, const char *value);
/* Bytes that are no valid UTF-8 become U+FFFD, one each. */
void json_bytes(struct buffer *b, const char *key, const char *value, size_t len);
void json_number(struct buffer *b, const char *key, long long value);
/* With one digit after the point. */
void json_decimal(struct buffer *b, const char *key, double value);
void json_flag(struct buffer *b, const char *key, bool value);
/* A string that holds the bytes in base64. */
void json_base64(struct buffer *b, const char *key, const void *bytes, size_t len);

#endif
