// SPDX-License-Identifier: MIT
/* The parsers on their own, for tests and fuzzing: nothing here can reach BPF. */
#include "inspect.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "command.h"
#include "file.h"
#include "libbpf_log.h"
#include "manifest.h"
#include "object.h"
#include "serve.h"
#include "trace.h"

#define LAST_WORDS_MS 60000

/* So that "does not load" is no promise of libbpf's but the kernel's: both system calls end the process (SIGSYS). */
static bool forbid_bpf(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_bpf, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int inspect_object(const char *path)
{
	struct object_source source = { 0 };
	struct out_state state = { 0 };
	struct out out;
	struct reporter reporter = { .style = &report_json, .out = &out };
	struct bpf_object *object;
	unsigned char *bytes;
	char why[512];

	if (!forbid_bpf())
		return STATUS_USAGE;
	out_init(&out, &state);
	libbpf_log_to(&reporter);
	bytes = file_read(path, OBJECT_LIMIT, &source.size, why, sizeof(why));
	if (!bytes) {
		report_failed(&reporter, "open", NULL, 0, "%s", why);
		return STATUS_USAGE;
	}
	source.bytes = bytes;
	object = object_open(&source, &reporter);
	out_drain(&out, LAST_WORDS_MS);
	free(bytes);
	if (!object)
		return STATUS_FAILED;
	bpf_object__close(object);
	return 0;
}

int inspect_trace(void)
{
	struct out_state state = { 0 };
	struct out out;
	struct reporter reporter = { .style = &report_json, .out = &out };
	struct trace_reader trace;
	char bytes[4096];
	ssize_t n;

	out_init(&out, &state);
	trace_init(&trace, -1);
	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0) {
		trace_feed(&trace, bytes, (size_t)n, &reporter);
		out_drain(&out, LAST_WORDS_MS);
	}
	trace_flush(&trace, &reporter);
	out_drain(&out, LAST_WORDS_MS);
	trace_close(&trace);
	return 0;
}

static void say_command(const struct command_reader *commands, enum command_kind kind)
{
	switch (kind) {
	case COMMAND_NONE:
		break;
	case COMMAND_LOAD:
		printf("load %zu only=%s source=%s\n", commands->object_size, commands->only ? commands->only : "",
		       commands->source);
		break;
	case COMMAND_INVALID:
		printf("invalid: %s\n", commands->problem);
		break;
	default:
		printf("%s id=%u number=%u name=%s\n", command_word(kind), commands->arguments.id, commands->arguments.number,
		       commands->arguments.name);
		break;
	}
}

int inspect_commands(void)
{
	struct command_reader commands = { 0 };
	enum command_kind kind = COMMAND_NONE;
	char bytes[4096];
	ssize_t n;

	while (kind != COMMAND_INVALID && (n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0) {
		size_t at = 0, used;

		while (at < (size_t)n && kind != COMMAND_INVALID) {
			kind = command_feed(&commands, bytes + at, (size_t)n - at, &used);
			at += used;
			say_command(&commands, kind);
		}
	}
	command_reader_free(&commands);
	return kind == COMMAND_INVALID ? STATUS_USAGE : 0;
}

static void say_manifest(const struct kept *kept)
{
	size_t i;

	printf("since=%lld until=%lld end=%lld source=%s only=%s\n", kept->since, kept->until, kept->end, kept->source,
	       kept->only ? kept->only : "");
	for (i = 0; i < kept->program_count; i++)
		printf("program id=%u link=%u name=%s section=%s\n", kept->programs[i].id, kept->programs[i].link_id,
		       kept->programs[i].name, kept->programs[i].section);
	for (i = 0; i < kept->map_count; i++)
		printf("map id=%u name=%s\n", kept->maps[i].id, kept->maps[i].name);
}

int inspect_manifest(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct kept kept = { 0 };
	int error = folder < 0 ? -errno : manifest_read(folder, &kept);

	if (error)
		printf("invalid: %d\n", -error);
	else
		say_manifest(&kept);
	kept_free(&kept);
	if (folder >= 0)
		close(folder);
	return error ? STATUS_USAGE : 0;
}
