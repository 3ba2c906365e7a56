// SPDX-License-Identifier: MIT
/* Pins of what is kept. */
#include "pins.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "place.h"
#include "section.h"
#include "tracepoint.h"

static const struct {
	const char *name;
	/* In what the kernel calls an open one: "anon_inode:bpf_link", "bpf-prog", "bpf-map" (kernel/bpf/syscall.c). */
	const char *sign;
} kinds[PIN_KINDS] = {
	[PIN_LINK] = { "link", "link" },
	[PIN_PROGRAM] = { "program", "prog" },
	[PIN_MAP] = { "map", "map" },
};

const char *pin_kind_name(enum pin_kind kind)
{
	return kinds[kind].name;
}

size_t pin_count(const struct kept *kept, enum pin_kind kind)
{
	return kind == PIN_MAP ? kept->map_count : kept->program_count;
}

unsigned int pin_expected(const struct kept *kept, enum pin_kind kind, size_t index)
{
	if (kind == PIN_MAP)
		return kept->maps[index].id;
	return kind == PIN_LINK ? kept->programs[index].link_id : kept->programs[index].id;
}

void pin_folder(char path[PIN_PATH_LIMIT], const char *name)
{
	char *p = path + snprintf(path, PIN_PATH_LIMIT, PIN_ROOT "/");

	/* The BPF file system allows no dots (bpf_lookup() in kernel/bpf/inode.c), and our names no commas. */
	for (; *name; name++)
		*p++ = *name == '.' ? ',' : *name;
	*p = 0;
}

static void pin_path(char path[PIN_PATH_LIMIT], const struct kept *kept, enum pin_kind kind, size_t index)
{
	size_t len;

	pin_folder(path, kept->name);
	len = strlen(path);
	snprintf(path + len, PIN_PATH_LIMIT - len, "/%s_%zu%s", kinds[kind].name, index, kept->set ? "_1" : "");
}

/* Whether an open BPF object is of the kind and has the number. */
static bool is_expected(int fd, enum pin_kind kind, unsigned int id)
{
	/* Type and id are the first two members of what the kernel tells of links, programs and maps alike (linux/bpf.h). */
	struct {
		__u32 type;
		__u32 id;
	} info = { 0 };
	__u32 size = sizeof(info);
	char path[32], name[64];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	len = readlink(path, name, sizeof(name) - 1);
	if (len < 0)
		return false;
	name[len] = 0;
	return strstr(name, kinds[kind].sign) && !bpf_obj_get_info_by_fd(fd, &info, &size) && info.id == id;
}

int pin_open(const struct kept *kept, enum pin_kind kind, size_t index)
{
	char path[PIN_PATH_LIMIT];
	int fd;

	pin_path(path, kept, kind, index);
	fd = bpf_obj_get(path);
	if (fd < 0)
		return -errno;
	if (is_expected(fd, kind, pin_expected(kept, kind, index)))
		return fd;
	close(fd);
	return -ESTALE;
}

int pin_make(const struct kept *kept, enum pin_kind kind, size_t index, int fd)
{
	char path[PIN_PATH_LIMIT];

	pin_path(path, kept, kind, index);
	return bpf_obj_pin(fd, path) ? -errno : 0;
}

int pin_remove(const struct kept *kept, enum pin_kind kind, size_t index)
{
	char path[PIN_PATH_LIMIT];
	int fd = pin_open(kept, kind, index), error;

	if (fd < 0)
		return fd;
	pin_path(path, kept, kind, index);
	error = unlink(path) ? -errno : 0;
	close(fd);
	return error;
}

/* A link that is there could still be one that runs nothing. */
static bool is_run(const struct kept_program *program, const struct tracefs *fs)
{
	struct section section;
	char why[512];
	bool runs;
	int fd;

	section_parse(program->section, &section);
	if (!program->link_id || section.kind != SECTION_TRACEPOINT)
		return true;
	fd = tracepoint_open(fs, &section, why, sizeof(why));
	if (fd < 0)
		return false;
	runs = tracepoint_runs(fd, program->id);
	close(fd);
	return runs;
}

static bool check_one(const struct kept *kept, enum pin_kind kind, size_t index, char *problem, size_t problem_size)
{
	const char *name = kind == PIN_MAP ? kept->maps[index].name : kept->programs[index].name;
	int fd = pin_open(kept, kind, index);

	if (fd >= 0) {
		close(fd);
		return true;
	}
	snprintf(problem, problem_size,
		 fd == -ENOENT ? "The pin of %s %u (%s) is gone: somebody removed it, or keeping it was cut short." :
				 "What is pinned as %s %u (%s) is not what was kept.",
		 kinds[kind].name, pin_expected(kept, kind, index), name);
	return false;
}

bool pins_check(const struct kept *kept, const struct tracefs *fs, char *problem, size_t problem_size)
{
	enum pin_kind kind;
	size_t i;

	for (kind = PIN_LINK; kind < PIN_KINDS; kind++)
		for (i = 0; i < pin_count(kept, kind); i++)
			if (pin_expected(kept, kind, i) && !check_one(kept, kind, i, problem, problem_size))
				return false;
	for (i = 0; i < kept->program_count; i++) {
		if (is_run(&kept->programs[i], fs))
			continue;
		snprintf(problem, problem_size, "Program %s is pinned, but its tracepoint does not run it any more.",
			 kept->programs[i].name);
		return false;
	}
	return true;
}
