/* SPDX-License-Identifier: MIT */
/* What of a session is kept: its links, programs and maps are listed, pinned, and let go of. */
#ifndef LOADER_PIN_SESSION_H
#define LOADER_PIN_SESSION_H

#include "manifest.h"
#include "session.h"

/* Adds the programs, with their links, and the maps, by their numbers in the kernel. False with a sentence in why. */
bool list_session(const struct session *s, struct kept *kept, char *why, size_t why_size);
/* Pins what list_session() listed. 0 or -errno, and then some may be pinned. */
int pin_session(const struct session *s, const struct kept *kept);
/* The links live by their pins from here on: ending the session detaches nothing. */
void let_go_session(struct session *s);

#endif
