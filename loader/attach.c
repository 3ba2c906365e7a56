// SPDX-License-Identifier: MIT
/* Attaches loaded programs, and asks the kernel whether they really are. */
#include "attach.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

static void explain(const struct section *section, int error, char *why, size_t why_size)
{
	if (error == EACCES)
		/* perf_event_set_bpf_prog(): max_ctx_offset > trace_event_get_offsets(). */
		snprintf(why, why_size,
			 "The program reads past the end of the record of %s/%s (EACCES): on this kernel the record is shorter than its context type.",
			 section->category, section->event);
	else if (error == EINVAL && !strcmp(section->category, "ftrace"))
		snprintf(why, why_size, "%s/%s has a format file, but programs cannot be attached to ftrace/* (EINVAL).",
			 section->category, section->event);
	else if (error == EINVAL)
		snprintf(why, why_size,
			 "%s/%s is no tracepoint that programs can be attached to (EINVAL): kprobe, uprobe and synthetic events are not.",
			 section->category, section->event);
	else if (error == E2BIG)
		snprintf(why, why_size, "There are as many programs on %s/%s already as the kernel allows (E2BIG).",
			 section->category, section->event);
	else
		snprintf(why, why_size, "The kernel did not attach the program to %s/%s: %s (%s).", section->category,
			 section->event, error_name(error), strerror(error));
}

static bool attach_tracepoint(const struct bpf_program *program, const struct section *section, const struct tracefs *fs,
			      struct reporter *reporter, struct bpf_link **link)
{
	char name[2 * TRACEPOINT_NAME_LIMIT], why[1024];
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
		explain(section, EINVAL, why, sizeof(why));
		report_failed(reporter, "attach", info.program, EINVAL, "%s", why);
		return false;
	}
	perf_fd = tracepoint_open(fs, section, why, sizeof(why));
	if (perf_fd < 0) {
		report_failed(reporter, "attach", info.program, -perf_fd, "%s", why);
		return false;
	}
	*link = bpf_program__attach_perf_event(program, perf_fd);
	if (!*link) {
		int error = errno;

		close(perf_fd);
		explain(section, error, why, sizeof(why));
		report_failed(reporter, "attach", info.program, error, "%s", why);
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
	report_failed(reporter, "attach", info.program, 0,
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
	report_failed(reporter, "attach", info.program, error, "%s (%s)%s%s", error_name(error), strerror(error),
		      *libbpf_log_warnings() ? ": " : "", libbpf_log_warnings());
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
