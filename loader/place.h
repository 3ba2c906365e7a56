/* SPDX-License-Identifier: MIT */
/* The folders where programs are kept: what is said of them, and the pins. Root's alone, gone together when the machine restarts. */
#ifndef LOADER_PLACE_H
#define LOADER_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#define PLACE_ROOT "/run/bpf-tracepoints"
#define PIN_ROOT "/sys/fs/bpf/bpf-tracepoints"

/* Milliseconds for which whoever is waited for may wait for the lock. */
#define PLACE_PATIENCE_MS 5000

/* Each is kept under its name; nothing is changed or read there but under the lock. */
struct place {
	/* The folder, locked; -1: there is none. */
	int fd;
};

/*
 * Opens and locks, with a patience of milliseconds (-1: for ever). create: makes the folder where there is none. 0, or -errno with
 * a sentence in why; -ENOENT without create: nothing is kept here.
 */
int place_open(struct place *place, bool create, int patience_ms, char *why, size_t why_size);
/* Removes the two root folders if they are empty, and unlocks. */
void place_close(struct place *place);
/* The descriptor of what is kept under a name, or -errno with a sentence in why; create: it must not be there yet (-EEXIST). */
int place_entry(const struct place *place, const char *name, bool create, char *why, size_t why_size);
/*
 * place_open and place_entry of what is kept under a name: its descriptor, or -errno with a sentence in why, and then nothing is
 * open. Both are closed apart.
 */
int place_open_entry(struct place *place, const char *name, int patience_ms, char *why, size_t why_size);
/*
 * Makes sure that pins can be made, and mounts the BPF file system where nobody has. 0, or -errno with a sentence in why.
 */
int place_ready_pins(char *why, size_t why_size);
/* 0 where the folder, at a path, is a folder of ours that nobody else can write to; else -errno with a sentence in why. */
int place_check_folder(const char *path, char *why, size_t why_size);

#endif
