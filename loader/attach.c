// SPDX-License-Identifier: MIT
/* Attaches loaded programs, and asks the kernel whether they really are. */
#include "attach.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cause.h"
#include "libbpf_log.h"
#include "object.h"
#include "section.h"
#include "tracepoint.h"

/* The link's id when fd is a link that runs this program, else 0. */
static unsigned int id_of_link(int fd, unsigned int program_id)
{
	struct bpf_link_info info = { 0 };
	__u32 size = sizeof(info);

	/* A perf event's descriptor is no BPF object: EINVAL (bpf_obj_get_info_by_fd() in kernel/bpf/syscall.c). */
	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return info.prog_id == program_id ? info.id : 0;
}

static bool attach_tracepoint(const struct bpf_program *program, const struct section *section, const struct tracefs *fs,
			      struct reporter *reporter, struct bpf_link **link)
{
	char name[2 * TRACEPOINT_NAME_LIMIT];
	struct cause cause = { 0 };
	struct attached_info info = { .program = bpf_program__name(program),
				      .section = bpf_program__section_name(program),
				      .tracepoint = name,
				      .program_id = object_program_id(program) };
	int perf_fd;

	/*
	 * Known beforehand: the events of "ftrace" are the kernel's own records, no tracepoints. And asking would cost: opening
	 * ftrace/function as a perf event patches every function of the kernel.
	 */
	if (!strcmp(section->category, "ftrace")) {
		cause_of_attaching(section, EINVAL, &cause);
		report_failed_because(reporter, "attach", cause.word, info.program, EINVAL, "%s", cause.text);
		return false;
	}
	perf_fd = tracepoint_open(fs, section, cause.text, sizeof(cause.text));
	if (perf_fd < 0) {
		cause_of_opening(fs, -perf_fd, &cause);
		report_failed_because(reporter, "attach", cause.word, info.program, -perf_fd, "%s", cause.text);
		return false;
	}
	*link = bpf_program__attach_perf_event(program, perf_fd);
	if (!*link) {
		int error = errno;

		close(perf_fd);
		cause_of_attaching(section, error, &cause);
		report_failed_because(reporter, "attach", cause.word, info.program, error, "%s", cause.text);
		return false;
	}
	/* From here perf_fd is the link's, and closes with it. */
	snprintf(name, sizeof(name), "%s/%s", section->category, section->event);
	info.link_id = bpf_link__fd(*link) == perf_fd ? 0 : id_of_link(bpf_link__fd(*link), info.program_id);
	info.proof = info.link_id ? "link" : "perf-event";
	if (info.program_id && tracepoint_runs(perf_fd, info.program_id)) {
		reporter->style->attached(reporter->out, &info);
		return true;
	}
	report_failed_because(reporter, "attach", "not-running", info.program, 0,
			      "The kernel took the program, but does not list it among those that %s runs.", name);
	bpf_link__destroy(*link);
	*link = NULL;
	return false;
}

/* kprobe, fentry, raw_tp, …: as libbpf does it. */
static bool attach_other(const struct bpf_program *program, struct reporter *reporter, struct bpf_link **link)
{
	struct attached_info info = { .program = bpf_program__name(program),
				      .section = bpf_program__section_name(program),
				      .tracepoint = "",
				      .program_id = object_program_id(program) };
	struct cause cause = { 0 };
	int error;

	libbpf_log_forget();
	*link = bpf_program__attach(program);
	if (*link) {
		info.link_id = id_of_link(bpf_link__fd(*link), info.program_id);
		info.proof = info.link_id ? "link" : "libbpf";
		reporter->style->attached(reporter->out, &info);
		return true;
	}
	error = errno;
	if (error == EOPNOTSUPP) {
		report_log(reporter, "warn", "Program '%s' (section '%s') is loaded, but is of a kind that does not attach by itself.",
			   info.program, info.section);
		return true;
	}
	cause_of_other(error, libbpf_log_warnings(), &cause);
	report_failed_because(reporter, "attach", cause.word, info.program, error, "%s", cause.text);
	return false;
}

bool attach_program(const struct bpf_program *program, const struct tracefs *fs, struct reporter *reporter,
		    struct bpf_link **link)
{
	struct section section;

	*link = NULL;
	section_parse(bpf_program__section_name(program), &section);
	if (section.kind == SECTION_TRACEPOINT)
		return attach_tracepoint(program, &section, fs, reporter, link);
	return attach_other(program, reporter, link);
}
