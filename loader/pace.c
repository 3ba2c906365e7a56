// SPDX-License-Identifier: MIT
/* Reports that come again and again, one at a time. */
#include "pace.h"

#include "message.h"

static bool is_free(const struct pace *pace)
{
	return !pace->out->gone && pace->out->written >= pace->mark;
}

bool pace_due(const struct pace *pace, int64_t due)
{
	return is_free(pace) && pace->now >= due;
}

int64_t pace_wait(const struct pace *pace, int64_t due)
{
	int64_t left = due - pace->now;

	if (!is_free(pace))
		return -1;
	return left > 0 ? left : 0;
}

void pace_send(struct pace *pace, struct buffer *b)
{
	message_end(pace->out, b);
	pace->mark = pace->out->written + (pace->out->pending.len - pace->out->sent);
}
