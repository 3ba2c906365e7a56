// SPDX-License-Identifier: MIT
/* One message to the extension: a JSON object on a line of its own. */
#include "message.h"

#include <stdarg.h>
#include <stdio.h>

#include "json.h"

void message_begin(struct buffer *b, const char *type)
{
	json_open_object(b, NULL);
	json_string(b, "type", type);
}

void message_end(struct out *out, struct buffer *b)
{
	json_close_object(b);
	buffer_add(b, "\n", 1);
	if (b->failed) {
		/* No memory for this message: say so rather than half of it. */
		static const char instead[] =
			"{\"type\":\"log\",\"level\":\"warn\",\"text\":\"A message was too large for the loader's memory.\"}\n";

		out_add(out, instead, sizeof(instead) - 1);
	} else {
		out_add(out, b->data, b->len);
	}
	buffer_free(b);
}

void message_denied(struct out *out, const char *command, int error, const char *format, ...)
{
	struct buffer b = { 0 };
	char reason[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	message_begin(&b, "denied");
	json_string(&b, "command", command);
	json_number(&b, "errno", error);
	json_string(&b, "reason", reason);
	message_end(out, &b);
}
