// SPDX-License-Identifier: MIT
/* What a session's programs leave for people to look at. */
#include "data.h"

#include "message.h"

void data_init(struct data *d, const struct session *session, struct out *out)
{
	*d = (struct data){ .session = session, .pace = { .out = out } };
	stats_init(&d->stats);
}

bool data_obey(struct data *d, enum command_kind kind, const struct command_arguments *arguments)
{
	switch (kind) {
	case COMMAND_STATS:
		stats_set(&d->stats, arguments->number, d->pace.out);
		return true;
	default:
		return false;
	}
}

void data_turn(struct data *d)
{
	if (!d->session->object)
		return;
	stats_turn(&d->stats, d->session->object, &d->pace);
}

int64_t data_wait(const struct data *d)
{
	if (!d->session->object)
		return -1;
	return stats_wait(&d->stats, &d->pace);
}

void data_end(struct data *d)
{
	stats_end(&d->stats);
}
