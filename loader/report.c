// SPDX-License-Identifier: MIT
/* What both ways of reporting share: formatting, and counting what could not be said. */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void report_output(struct reporter *r, const struct trace_line *line)
{
	if (out_full(r->out)) {
		r->lost++;
		return;
	}
	report_lost_flush(r, false);
	r->style->output(r->out, line);
}

void report_lost(struct reporter *r, unsigned long count)
{
	r->lost += count;
	report_lost_flush(r, false);
}

void report_lost_flush(struct reporter *r, bool force)
{
	if (!r->lost || (!force && out_full(r->out)))
		return;
	r->style->lost(r->out, r->lost);
	r->lost = 0;
}

static void __attribute__((format(printf, 3, 0))) report_failure(struct reporter *r, struct failure *failure, const char *format,
								 va_list args)
{
	char *reason = NULL;

	failure->reason = vasprintf(&reason, format, args) < 0 ? format : reason;
	r->style->failed(r->out, failure);
	free(reason);
}

void report_failed(struct reporter *r, const char *stage, const char *program, int error, const char *format, ...)
{
	struct failure failure = { .stage = stage, .program = program, .error = error };
	va_list args;

	va_start(args, format);
	report_failure(r, &failure, format, args);
	va_end(args);
}

void report_failed_because(struct reporter *r, const char *stage, const char *cause, const char *program, int error,
			   const char *format, ...)
{
	struct failure failure = { .stage = stage, .program = program, .error = error, .cause = cause };
	va_list args;

	va_start(args, format);
	report_failure(r, &failure, format, args);
	va_end(args);
}

void report_log(struct reporter *r, const char *level, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) >= 0)
		r->style->log(r->out, level, text);
	va_end(args);
	free(text);
}

const char *error_name(int error)
{
	const char *name = strerrorname_np(error);

	return name ? name : "0";
}
