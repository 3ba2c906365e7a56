/* SPDX-License-Identifier: MIT */
/* Puts another object in the place of one that is kept. */
#ifndef LOADER_REPLACE_H
#define LOADER_REPLACE_H

#include "session.h"

/*
 * next: attached, to be kept from here on as s is, with the same name and limit. False with a sentence in why, and then what was
 * kept goes on as before, unless somebody else has unloaded it or has put another in its place.
 */
bool replace_kept(const struct session *s, struct session *next, char *why, size_t why_size);

#endif
