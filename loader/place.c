// SPDX-License-Identifier: MIT
/* The folders where programs are kept. */
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#define BPF_ROOT "/sys/fs/bpf"
/* BPF_FS_MAGIC in include/uapi/linux/magic.h */
#define BPF_MAGIC 0xcafe4a11U
/* Between two tries to get the lock. */
#define TRY_MS 20
/* Times that the folder may vanish between opening and locking it. */
#define VANISH_LIMIT 10

static int check_stat(const struct stat *st, const char *path, char *why, size_t why_size)
{
	if (!S_ISDIR(st->st_mode)) {
		snprintf(why, why_size, "%s is no folder.", path);
		return -ENOTDIR;
	}
	if (st->st_uid == geteuid() && !(st->st_mode & (S_IRWXG | S_IRWXO)))
		return 0;
	snprintf(why, why_size, "%s is not this user's alone, so what lies there is not trusted. Remove it, or chown and chmod 700 it.",
		 path);
	return -EPERM;
}

int place_check_folder(const char *path, char *why, size_t why_size)
{
	struct stat st;

	if (!lstat(path, &st))
		return check_stat(&st, path, why, why_size);
	snprintf(why, why_size, "%s cannot be looked at: %s.", path, strerror(errno));
	return -errno;
}

static int take_lock(int fd, int patience_ms, char *why, size_t why_size)
{
	int64_t deadline = now_ms() + patience_ms;

	for (;;) {
		const struct timespec pause = { .tv_nsec = TRY_MS * 1000000 };

		if (!flock(fd, patience_ms < 0 ? LOCK_EX : LOCK_EX | LOCK_NB))
			return 0;
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK || now_ms() >= deadline)
			break;
		nanosleep(&pause, NULL);
	}
	snprintf(why, why_size, "Somebody else is keeping or unloading programs on this machine just now. Try again.");
	return -EBUSY;
}

/* A descriptor of the checked folder, or -errno. */
static int open_root(bool create, char *why, size_t why_size)
{
	struct stat st;
	int fd, error;

	if (create && mkdir(PLACE_ROOT, 0700) && errno != EEXIST) {
		error = -errno;
		snprintf(why, why_size, PLACE_ROOT " cannot be made: %s.", strerror(-error));
		return error;
	}
	fd = open(PLACE_ROOT, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		error = -errno;
		snprintf(why, why_size, PLACE_ROOT " cannot be opened: %s.", strerror(-error));
		return error;
	}
	error = fstat(fd, &st) ? -errno : check_stat(&st, PLACE_ROOT, why, why_size);
	if (!error)
		return fd;
	close(fd);
	return error;
}

static bool has_vanished(int fd)
{
	struct stat st;

	return fstat(fd, &st) || st.st_nlink == 0;
}

int place_open(struct place *place, bool create, int patience_ms, char *why, size_t why_size)
{
	int tries, error;

	for (tries = 0; tries < VANISH_LIMIT; tries++) {
		place->fd = open_root(create, why, why_size);
		if (place->fd < 0) {
			error = place->fd;
			place->fd = -1;
			return error;
		}
		error = take_lock(place->fd, patience_ms, why, why_size);
		if (!error && !has_vanished(place->fd))
			return 0;
		close(place->fd);
		place->fd = -1;
		if (error)
			return error;
	}
	snprintf(why, why_size, PLACE_ROOT " is being removed again and again.");
	return -EAGAIN;
}

void place_close(struct place *place)
{
	if (place->fd < 0)
		return;
	/* Not empty, or somebody else's: stays. */
	if (!rmdir(PLACE_ROOT))
		rmdir(PIN_ROOT);
	close(place->fd);
	place->fd = -1;
}

static void say_nothing_kept(const char *name, char *why, size_t why_size)
{
	snprintf(why, why_size, "Nothing is kept on this machine under the name %s.", name);
}

int place_entry(const struct place *place, const char *name, bool create, char *why, size_t why_size)
{
	struct stat st;
	int fd, error;

	if (create && mkdirat(place->fd, name, 0700)) {
		error = -errno;
		snprintf(why, why_size, error == -EEXIST ? "Something is kept on this machine under the name %s." : "%s: %s.", name,
			 strerror(-error));
		return error;
	}
	fd = openat(place->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		error = -errno;
		if (error == -ENOENT)
			say_nothing_kept(name, why, why_size);
		else
			snprintf(why, why_size, "%s: %s.", name, strerror(-error));
		return error;
	}
	error = fstat(fd, &st) ? -errno : check_stat(&st, name, why, why_size);
	if (!error)
		return fd;
	close(fd);
	return error;
}

int place_open_entry(struct place *place, const char *name, int patience_ms, char *why, size_t why_size)
{
	int error = place_open(place, false, patience_ms, why, why_size), folder;

	if (error == -ENOENT)
		say_nothing_kept(name, why, why_size);
	if (error)
		return error;
	folder = place_entry(place, name, false, why, why_size);
	if (folder < 0)
		place_close(place);
	return folder;
}

int place_ready_pins(char *why, size_t why_size)
{
	struct statfs fs;
	int error;

	if (statfs(BPF_ROOT, &fs) || (unsigned int)fs.f_type != BPF_MAGIC) {
		if (mount("bpf", BPF_ROOT, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700")) {
			error = -errno;
			snprintf(why, why_size, "The BPF file system is not mounted, and mounting it failed: %s. Try: mount -t bpf bpf " BPF_ROOT,
				 strerror(-error));
			return error;
		}
	}
	if (mkdir(PIN_ROOT, 0700) && errno != EEXIST) {
		error = -errno;
		snprintf(why, why_size, PIN_ROOT " cannot be made: %s.", strerror(-error));
		return error;
	}
	return place_check_folder(PIN_ROOT, why, why_size);
}
