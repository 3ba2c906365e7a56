/* SPDX-License-Identifier: MIT */
/* What the loader has to say: one function a message, as JSON lines (serve) or as text for people (run). */
#ifndef LOADER_REPORT_H
#define LOADER_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel.h"
#include "out.h"
#include "traceline.h"

struct program_info {
	const char *name;
	const char *section;
	unsigned int id;
};

struct map_info {
	const char *name;
	unsigned int id;
	const char *kind;
	unsigned int key_size;
	unsigned int value_size;
	unsigned int max_entries;
	/* Taken over with its contents from the object before. */
	bool reused;
};

struct loaded_info {
	const struct program_info *programs;
	size_t program_count;
	const struct map_info *maps;
	size_t map_count;
};

struct attached_info {
	const char *program;
	const char *section;
	/* "sched/sched_switch"; "" for what is no tracepoint program. */
	const char *tracepoint;
	unsigned int program_id;
	/* 0: this kernel has no links for perf events. */
	unsigned int link_id;
	/* "link", "perf-event"; "libbpf" where the kernel offers nothing to ask. */
	const char *proof;
};

struct failure {
	/* "open", "load", "attach", "trace", "protocol", "arch" or "adopt". */
	const char *stage;
	/* NULL: not one program's. */
	const char *program;
	/* Positive; 0 when no system call failed. */
	int error;
	/* Tells failures of a stage apart, a stable word of docs/loader.md; NULL where there is none. */
	const char *cause;
	const char *reason;
};

/* One way of saying it. Strings may hold any bytes. */
struct report_style {
	void (*hello)(struct out *out, const struct kernel_info *kernel);
	void (*log)(struct out *out, const char *level, const char *text);
	void (*loaded)(struct out *out, const struct loaded_info *info);
	void (*attached)(struct out *out, const struct attached_info *info);
	void (*ready)(struct out *out, size_t programs);
	void (*output)(struct out *out, const struct trace_line *line);
	void (*lost)(struct out *out, unsigned long count);
	/* log is the verifier's, error positive. */
	void (*refused)(struct out *out, const char *program, int error, const char *log);
	void (*failed)(struct out *out, const struct failure *failure);
	void (*pong)(struct out *out);
	void (*stopped)(struct out *out, const char *reason);
};

extern const struct report_style report_json;
extern const struct report_style report_text;

struct reporter {
	const struct report_style *style;
	struct out *out;
	/* Lines of output and events that did not get through since the last "lost". */
	unsigned long lost;
	/* libbpf's debugging messages too. */
	bool verbose;
};

/* As members of "loaded" are said in JSON, in an array. */
void report_add_program(struct buffer *b, const struct program_info *p);
void report_add_map(struct buffer *b, const struct map_info *m);
/* Drops and counts the line while nobody reads. */
void report_output(struct reporter *r, const struct trace_line *line);
void report_lost(struct reporter *r, unsigned long count);
/* Says how many were lost, once there is room to say it; force: room or not. */
void report_lost_flush(struct reporter *r, bool force);
void report_failed(struct reporter *r, const char *stage, const char *program, int error, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* The same with the cause, which may be NULL. */
void report_failed_because(struct reporter *r, const char *stage, const char *cause, const char *program, int error,
			   const char *format, ...) __attribute__((format(printf, 6, 7)));
void report_log(struct reporter *r, const char *level, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* "EACCES" of 13; "0" of what has no name. */
const char *error_name(int error);

#endif
