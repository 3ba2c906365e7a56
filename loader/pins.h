/* SPDX-License-Identifier: MIT */
/* Pins of what is kept: a file each in the BPF file system, which holds a link, a program or a map while nobody else does. */
#ifndef LOADER_PINS_H
#define LOADER_PINS_H

#include <stdbool.h>
#include <stddef.h>

#include "manifest.h"
#include "report.h"
#include "tracefs.h"

/* Bytes: our folder, a name, and a file in it. */
#define PIN_PATH_LIMIT 256

/* In the order in which they are removed: a program runs no longer when its link is gone. */
enum pin_kind {
	PIN_LINK,
	PIN_PROGRAM,
	PIN_MAP,
	PIN_KINDS,
};

/* "link", "program" or "map" */
const char *pin_kind_name(enum pin_kind kind);
/* How many of a kind there may be, and the id that the one at an index must have; 0: there is none. */
size_t pin_count(const struct kept *kept, enum pin_kind kind);
unsigned int pin_expected(const struct kept *kept, enum pin_kind kind, size_t index);
/* The folder's path. */
void pin_folder(char path[PIN_PATH_LIMIT], const char *name);
/* A descriptor of the pinned object, or -errno. -ESTALE: it is of another kind or has another number than expected. */
int pin_open(const struct kept *kept, enum pin_kind kind, size_t index);
/* Pins an open object. 0 or -errno. */
int pin_make(const struct kept *kept, enum pin_kind kind, size_t index, int fd);
/* Removes one pin if it is what was pinned. 0, -ENOENT, or -errno. */
int pin_remove(const struct kept *kept, enum pin_kind kind, size_t index);
/* Whether each pin is there and is what was pinned, and each tracepoint runs its program. False with a sentence in problem. */
bool pins_check(const struct kept *kept, const struct tracefs *fs, char *problem, size_t problem_size);

#endif
