// SPDX-License-Identifier: MIT
/* Why a system call on the way to a running program failed: a stable word for the extension, and a sentence for people. */
#include "cause.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel.h"
#include "report.h"

static void __attribute__((format(printf, 3, 4))) say(struct cause *cause, const char *word, const char *format, ...)
{
	va_list args;

	cause->word = word;
	va_start(args, format);
	vsnprintf(cause->text, sizeof(cause->text), format, args);
	va_end(args);
}

static bool is_refusal(int error)
{
	return error == EPERM || error == EACCES;
}

static const char locked_down[] =
	"The kernel is locked down (confidentiality), which keeps tracefs and kernel memory from root too. It ends with a boot without it: lockdown= on the kernel's command line, or Secure Boot off.";

void cause_of_opening(const struct tracefs *fs, int error, struct cause *cause)
{
	if (fs->state == TRACEFS_NOT_MOUNTED)
		cause->word = "tracefs-missing";
	else if (fs->state == TRACEFS_UNREADABLE)
		cause->word = "tracefs-unreadable";
	else if (error == ENOENT)
		cause->word = "unknown-event";
	else if (is_refusal(error) && kernel_is_locked_down())
		/* LOCKDOWN_TRACEFS in fs/tracefs/inode.c and kernel/trace/trace.c. */
		say(cause, "lockdown", "%s", locked_down);
	else if (is_refusal(error))
		cause->word = "no-permission";
	else if (error == EMFILE || error == ENOMEM)
		cause->word = "memory";
}

void cause_of_attaching(const struct section *section, int error, struct cause *cause)
{
	const char *category = section->category, *event = section->event;

	if (error == EACCES)
		/* perf_event_set_bpf_prog(): max_ctx_offset > trace_event_get_offsets(). */
		say(cause, "past-record-end",
		    "The program reads past the end of the record of %s/%s (EACCES): on this kernel the record is shorter than its context type.",
		    category, event);
	else if (error == EINVAL && !strcmp(category, "ftrace"))
		say(cause, "ftrace-event", "%s/%s has a format file, but programs cannot be attached to ftrace/* (EINVAL).", category,
		    event);
	else if (error == EINVAL)
		say(cause, "not-attachable",
		    "%s/%s is no tracepoint that programs can be attached to (EINVAL): kprobe, uprobe and synthetic events are not.",
		    category, event);
	else if (error == E2BIG)
		say(cause, "too-many", "There are as many programs on %s/%s already as the kernel allows: 64 (E2BIG).", category,
		    event);
	else if (error == EPERM && kernel_is_locked_down())
		say(cause, "lockdown", "%s", locked_down);
	else if (error == EPERM)
		say(cause, "no-permission",
		    "The kernel does not let this user attach programs to %s/%s (EPERM): it needs root, or CAP_BPF and CAP_PERFMON.",
		    category, event);
	else if (error == EOPNOTSUPP)
		/* perf_event_attach_bpf_prog() of include/linux/trace_events.h where the option is off. */
		say(cause, "no-bpf-events",
		    "This kernel was built without programs on tracepoints (CONFIG_BPF_EVENTS): nothing attaches to %s/%s.",
		    category, event);
	else
		say(cause, error == ENOMEM ? "memory" : NULL, "The kernel did not attach the program to %s/%s: %s (%s).", category,
		    event, error_name(error), strerror(error));
}

void cause_of_other(int error, const char *warnings, struct cause *cause)
{
	const char *word = error == ENOENT ? "unknown-event" : is_refusal(error) ? "no-permission" : NULL;

	say(cause, word, "%s (%s)%s%s", error_name(error), strerror(error), *warnings ? ": " : "", warnings);
}

/* What libbpf 1.1 says of it: bpf_object__create_maps(), bpf_object__relocate_core() in src/libbpf.c. */
static const char *loading_word(int error, const char *warnings)
{
	if (strstr(warnings, "failed to create"))
		return error == ENOMEM ? "memory" : "map-refused";
	if (strstr(warnings, ": relo #") || strstr(warnings, "CO-RE relocations"))
		return "core-relocation";
	if (strstr(warnings, "extern (ksym)") || strstr(warnings, "extern '"))
		return "unknown-symbol";
	return error == ENOMEM ? "memory" : NULL;
}

void cause_of_loading(int error, const char *warnings, struct cause *cause)
{
	if (error == EPERM)
		/* That the capabilities are there was seen before anything was loaded (preflight.c). */
		say(cause, "no-permission",
		    "The kernel does not let this user load BPF programs (EPERM), root or not: a security module, a container's seccomp filter or a limit of locked memory forbids it.");
	else if (error == ESRCH && access("/sys/kernel/btf/vmlinux", R_OK))
		say(cause, "no-btf",
		    "The object uses CO-RE (vmlinux.h), and this kernel has no BTF (/sys/kernel/btf/vmlinux). Declare the context's struct yourself, without preserve_access_index, or boot a kernel built with CONFIG_DEBUG_INFO_BTF.");
	else
		say(cause, loading_word(error, warnings), "%s (%s)%s%s", error_name(error), strerror(error), *warnings ? ": " : "",
		    warnings);
}
