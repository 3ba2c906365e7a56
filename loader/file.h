/* SPDX-License-Identifier: MIT */
/* Reads a whole file, within a limit. */
#ifndef LOADER_FILE_H
#define LOADER_FILE_H

#include <stddef.h>

/* The bytes, to be freed (never NULL for an empty file), or NULL with a sentence in why. */
unsigned char *file_read(const char *path, size_t limit, size_t *size, char *why, size_t why_size);

#endif
