/* SPDX-License-Identifier: MIT */
/* One message to the extension: a JSON object on a line of its own. docs/loader.md lists them. */
#ifndef LOADER_MESSAGE_H
#define LOADER_MESSAGE_H

#include "buffer.h"
#include "out.h"

/* Begins a message in b, which must be empty. */
void message_begin(struct buffer *b, const char *type);
/* Hands the message over and frees b. Where there was no memory for it, says so instead. */
void message_end(struct out *out, struct buffer *b);
/* What a command asked for cannot be had; the session goes on. error: positive, 0 when no system call failed. */
void message_denied(struct out *out, const char *command, int error, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
