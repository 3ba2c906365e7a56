/* SPDX-License-Identifier: MIT */
/* The session's maps, by their ids, and what they hold. */
#ifndef LOADER_MAPS_H
#define LOADER_MAPS_H

#include <bpf/libbpf.h>
#include <stdbool.h>

#include "pace.h"

/* Entries of one message: more than a person reads, and few enough to be sent again and again. */
#define MAP_ENTRIES_LIMIT 10000
/* Bytes of one message's entries, in base64. */
#define MAP_MESSAGE_LIMIT (4UL << 20)

/* NULL: none of this object's maps has this id. object may be NULL. */
struct bpf_map *maps_find(struct bpf_object *object, unsigned int id);
/* Whether maps_send can send it; if not, says why in an answer to the command. */
bool maps_readable(const struct bpf_map *map, const char *command, struct out *out);
/* Sends the entries, or says why it cannot in an answer to the command. */
bool maps_send(const struct bpf_map *map, unsigned int id, const char *command, struct pace *pace);

#endif
