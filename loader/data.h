/* SPDX-License-Identifier: MIT */
/* What a session's programs leave for people to look at: run counts, maps, buffers; and the kernel's types. */
#ifndef LOADER_DATA_H
#define LOADER_DATA_H

#include "command.h"
#include "events.h"
#include "pace.h"
#include "session.h"
#include "stats.h"
#include "vmlinux.h"
#include "watch.h"

struct data {
	const struct session *session;
	struct pace pace;
	struct stats stats;
	struct watches watches;
	struct events events;
	struct vmlinux vmlinux;
	/* Which of the kinds of reports is looked at first: none has to stand back for the others. */
	unsigned int first;
};

void data_init(struct data *d, const struct session *session, struct out *out);
/* Does, or begins, what a command about data asks for, or denies it. */
void data_obey(struct data *d, enum command_kind kind, const struct command_arguments *arguments);
/* What is due. */
void data_turn(struct data *d);
/* Milliseconds until data_turn has something to do; -1: nothing to wait for. */
int64_t data_wait(struct data *d);
/* After the session's end: reports what its buffers still hold, and lets go of everything. */
void data_end(struct data *d);

#endif
