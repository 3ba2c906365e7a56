// SPDX-License-Identifier: MIT
/* libbpf's own messages: passed on, and the last warnings kept to explain a failure with. */
#include "libbpf_log.h"

#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a message that are passed on; verifier logs do not come this way. */
#define MESSAGE_LIMIT (64 << 10)

static struct {
	struct reporter *reporter;
	char warnings[2048];
	char refused[256];
} state;

static void keep_warning(const char *text)
{
	size_t have = strlen(state.warnings);

	snprintf(state.warnings + have, sizeof(state.warnings) - have, "%s%s", have ? "; " : "", text);
}

/* bpf_object_load_prog() in libbpf 1.1 to 1.5: "prog 'NAME': BPF program load failed: ERROR". */
static void keep_refused(const char *text)
{
	const char *name, *end;

	if (strncmp(text, "prog '", 6))
		return;
	name = text + 6;
	end = strstr(name, "': BPF program load failed");
	if (end)
		snprintf(state.refused, sizeof(state.refused), "%.*s", (int)(end - name), name);
}

static void pass_on(enum libbpf_print_level level, char *text)
{
	static const char *const names[] = { [LIBBPF_WARN] = "warn", [LIBBPF_INFO] = "info", [LIBBPF_DEBUG] = "debug" };
	const char *start = strncmp(text, "libbpf: ", 8) ? text : text + 8;
	size_t len = strlen(text);

	while (len && text[len - 1] == '\n')
		text[--len] = 0;
	if (!len)
		return;
	if (level == LIBBPF_WARN) {
		keep_refused(start);
		keep_warning(start);
	}
	report_log(state.reporter, names[level], "%s", text);
}

static int __attribute__((format(printf, 2, 0))) print(enum libbpf_print_level level, const char *format, va_list args)
{
	char *text;

	if (level == LIBBPF_DEBUG && !state.reporter->verbose)
		return 0;
	text = malloc(MESSAGE_LIMIT);
	if (!text)
		return 0;
	vsnprintf(text, MESSAGE_LIMIT, format, args);
	pass_on(level, text);
	free(text);
	return 0;
}

void libbpf_log_to(struct reporter *reporter)
{
	state.reporter = reporter;
	libbpf_log_forget();
	libbpf_set_print(print);
}

void libbpf_log_forget(void)
{
	state.warnings[0] = 0;
	state.refused[0] = 0;
}

const char *libbpf_log_warnings(void)
{
	return state.warnings;
}

const char *libbpf_log_refused(void)
{
	return state.refused;
}
