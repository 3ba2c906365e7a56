/* SPDX-License-Identifier: MIT */
/* The loader's version; the build takes it from package.json. */
#ifndef LOADER_VERSION_H
#define LOADER_VERSION_H

#ifndef LOADER_VERSION
#define LOADER_VERSION "0.0.0"
#endif

#endif
