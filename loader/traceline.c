// SPDX-License-Identifier: MIT
/*
 * Takes one line of a trace_pipe apart.
 *
 * trace_print_context() in kernel/trace/trace_output.c prints "%16s-%-7d " (task, pid), "[%03d] ", the irq and preemption flags
 * (four columns; five since 5.16, more on PREEMPT_RT) and a blank, " %5lu.%06lu: "; then comes the event's own print. The task is
 * padded to 16 bytes and never longer (TASK_COMM_LEN - 1 = 15), so that its end is known although it may hold blanks, dashes,
 * brackets and line feeds. Every character class below is checked, so that no text can pass for a head by accident.
 */
#include "traceline.h"

#include <stdbool.h>
#include <string.h>

#define TASK_WIDTH 16
#define EVENT "bpf_trace_printk: "
/* More digits than any kernel prints, few enough for an int. */
#define MAX_DIGITS 9

struct cursor {
	const char *p;
	const char *end;
};

static bool take(struct cursor *c, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(c->end - c->p) < len || memcmp(c->p, text, len))
		return false;
	c->p += len;
	return true;
}

static size_t take_while(struct cursor *c, bool (*matches)(char))
{
	const char *start = c->p;

	while (c->p < c->end && matches(*c->p))
		c->p++;
	return (size_t)(c->p - start);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ';
}

/* trace_print_lat_fmt(): letters, digits, '.', '#' and, for a warned-of state, '?'. */
static bool is_flag(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '#' || c == '?';
}

static bool take_int(struct cursor *c, int *value)
{
	const char *start = c->p;
	size_t len = take_while(c, is_digit);

	if (!len || len > MAX_DIGITS)
		return false;
	for (*value = 0; start < c->p; start++)
		*value = *value * 10 + (*start - '0');
	return true;
}

static bool take_time(struct cursor *c, struct trace_line *line)
{
	line->time = c->p;
	if (!take_while(c, is_digit) || !take(c, ".") || take_while(c, is_digit) != 6)
		return false;
	line->time_len = (size_t)(c->p - line->time);
	return true;
}

/* What follows the task: "-1234    [000] d..31  1234.567890: bpf_trace_printk: text". */
static bool parse_after_task(struct cursor c, struct trace_line *line)
{
	if (!take(&c, "-") || !take_int(&c, &line->pid) || !take_while(&c, is_blank))
		return false;
	if (!take(&c, "[") || !take_int(&c, &line->cpu) || !take(&c, "] "))
		return false;
	if (!take_while(&c, is_flag) || !take_while(&c, is_blank))
		return false;
	if (!take_time(&c, line) || !take(&c, ": " EVENT))
		return false;
	line->text = c.p;
	line->text_len = (size_t)(c.end - c.p);
	return true;
}

static bool parse_output(const char *text, size_t len, struct trace_line *line)
{
	size_t width = TASK_WIDTH;
	size_t start = 0;

	if (len <= TASK_WIDTH)
		return false;
	/* A task with a line feed in its name begins on an earlier line: then this one is shorter on the left. */
	while (!parse_after_task((struct cursor){ text + width, text + len }, line))
		if (!width--)
			return false;
	while (start < width && text[start] == ' ')
		start++;
	line->task = text + start;
	line->task_len = width - start;
	return true;
}

/* print_trace_line() in kernel/trace/trace.c: "CPU:%d [LOST %lu EVENTS]\n", without the number where it is not known. */
static bool parse_lost(const char *text, size_t len, struct trace_line *line)
{
	struct cursor c = { text, text + len };
	int count = 1;

	if (!take(&c, "CPU:") || !take_int(&c, &line->cpu) || !take(&c, " [LOST "))
		return false;
	if (c.p < c.end && is_digit(*c.p) && (!take_int(&c, &count) || !take(&c, " ")))
		return false;
	line->lost = (unsigned long)count;
	return take(&c, "EVENTS]") && c.p == c.end;
}

void trace_line_parse(const char *line, size_t len, struct trace_line *result)
{
	*result = (struct trace_line){ .kind = TRACE_LINE_REST, .text = line, .text_len = len };
	if (parse_output(line, len, result)) {
		result->kind = TRACE_LINE_OUTPUT;
		return;
	}
	if (parse_lost(line, len, result)) {
		result->kind = TRACE_LINE_LOST;
		return;
	}
	*result = (struct trace_line){ .kind = TRACE_LINE_REST, .text = line, .text_len = len };
}
