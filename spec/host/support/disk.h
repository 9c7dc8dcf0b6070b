// A disk that fails when a spec says so: an SQLite VFS over the ordinary one.
#pragma once

#include "house.h"

#include <sqlite3.h>

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    long until;    // calls that go well before one fails; -1: none ever does
    bool for_good; // and all after it
    long calls;    // writes, syncs and truncations so far
} disk = {.until = -1};

struct disk_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static inline bool disk_fails(void)
{
    long call = disk.calls++;
    if (disk.until < 0) return false;
    return disk.for_good ? call >= disk.until : call == disk.until;
}

static inline sqlite3_file *disk_real(sqlite3_file *file)
{
    return ((struct disk_file *)file)->real;
}

static inline int disk_close(sqlite3_file *file)
{
    sqlite3_file *real = disk_real(file);
    return real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
}
static inline int disk_read(sqlite3_file *file, void *data, int size, sqlite3_int64 at)
{
    return disk_real(file)->pMethods->xRead(disk_real(file), data, size, at);
}
static inline int disk_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    if (disk_fails()) return SQLITE_FULL;
    return disk_real(file)->pMethods->xWrite(disk_real(file), data, size, at);
}
static inline int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (disk_fails()) return SQLITE_IOERR_TRUNCATE;
    return disk_real(file)->pMethods->xTruncate(disk_real(file), size);
}
static inline int disk_sync(sqlite3_file *file, int flags)
{
    if (disk_fails()) return SQLITE_IOERR_FSYNC;
    return disk_real(file)->pMethods->xSync(disk_real(file), flags);
}
static inline int disk_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return disk_real(file)->pMethods->xFileSize(disk_real(file), size);
}
static inline int disk_lock(sqlite3_file *file, int kind)
{
    return disk_real(file)->pMethods->xLock(disk_real(file), kind);
}
static inline int disk_unlock(sqlite3_file *file, int kind)
{
    return disk_real(file)->pMethods->xUnlock(disk_real(file), kind);
}
static inline int disk_check_lock(sqlite3_file *file, int *is_locked)
{
    return disk_real(file)->pMethods->xCheckReservedLock(disk_real(file), is_locked);
}
static inline int disk_control(sqlite3_file *file, int op, void *argument)
{
    return disk_real(file)->pMethods->xFileControl(disk_real(file), op, argument);
}
static inline int disk_sector(sqlite3_file *file)
{
    return disk_real(file)->pMethods->xSectorSize(disk_real(file));
}
static inline int disk_device(sqlite3_file *file)
{
    return disk_real(file)->pMethods->xDeviceCharacteristics(disk_real(file));
}

// Version 1: without shared memory, which a database that is open exclusively does without.
static const sqlite3_io_methods disk_methods = {
    .iVersion = 1,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_check_lock,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_device,
};

static inline int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
    struct disk_file *ours = (struct disk_file *)file;
    (void)vfs;
    ours->real = (sqlite3_file *)(ours + 1);
    ours->base.pMethods = NULL;
    int code = disk.real->xOpen(disk.real, name, ours->real, flags, flags_out);
    if (ours->real->pMethods) ours->base.pMethods = &disk_methods;
    return code;
}

// The default of this process from now on.
static inline void disk_install(void)
{
    if (disk.real) return;
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "failing";
    disk.vfs.szOsFile = (int)sizeof(struct disk_file) + disk.real->szOsFile;
    disk.vfs.xOpen = disk_open;
    sqlite3_vfs_register(&disk.vfs, 1);
}

static inline void disk_fail_at(long call, bool for_good)
{
    disk.calls = 0;
    disk.until = call;
    disk.for_good = for_good;
}
