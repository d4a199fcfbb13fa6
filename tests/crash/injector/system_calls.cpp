#include "tests/crash/injector/system_calls.hpp"

#include <sys/syscall.h>

#include <algorithm>
#include <array>

namespace switchback::crash {
namespace {

constexpr NameArgument path(int argument) {
  return {NameKind::path, argument};
}
constexpr NameArgument descriptor(int argument) {
  return {NameKind::descriptor, argument};
}
constexpr NameArgument path_at(int argument) {
  return {NameKind::path_at, argument};
}

constexpr ChangingCall kCalls[] = {
    {SYS_write, "write", {descriptor(0)}, 2},
    {SYS_pwrite64, "pwrite", {descriptor(0)}, 2},
    {SYS_writev, "writev", {descriptor(0)}, 2, -1, true},
    {SYS_pwritev, "pwritev", {descriptor(0)}, 2, -1, true},
    {SYS_pwritev2, "pwritev2", {descriptor(0)}, 2, -1, true},
    {SYS_sendfile, "sendfile", {descriptor(0)}, 3},
    {SYS_copy_file_range, "copy_file_range", {descriptor(2)}, 4},
    {SYS_splice, "splice", {descriptor(2)}, 4},
    {SYS_open, "open", {path(0)}, -1, 1},
    {SYS_creat, "creat", {path(0)}},
    {SYS_openat, "openat", {path_at(1)}, -1, 2},
    {SYS_openat2, "openat2", {path_at(1)}, -1, 2},
    {SYS_rename, "rename", {path(0), path(1)}},
    {SYS_renameat, "renameat", {path_at(1), path_at(3)}},
    {SYS_renameat2, "renameat2", {path_at(1), path_at(3)}},
    {SYS_link, "link", {path(1)}},
    {SYS_linkat, "linkat", {path_at(3)}},
    {SYS_symlink, "symlink", {path(1)}},
    {SYS_symlinkat, "symlinkat", {path_at(2)}},
    {SYS_unlink, "unlink", {path(0)}},
    {SYS_unlinkat, "unlinkat", {path_at(1)}},
    {SYS_rmdir, "rmdir", {path(0)}},
    {SYS_mkdir, "mkdir", {path(0)}},
    {SYS_mkdirat, "mkdirat", {path_at(1)}},
    {SYS_mknod, "mknod", {path(0)}},
    {SYS_mknodat, "mknodat", {path_at(1)}},
    {SYS_truncate, "truncate", {path(0)}},
    {SYS_ftruncate, "ftruncate", {descriptor(0)}},
    {SYS_fallocate, "fallocate", {descriptor(0)}},
    {SYS_fsync, "fsync", {descriptor(0)}},
    {SYS_fdatasync, "fdatasync", {descriptor(0)}},
    {SYS_syncfs, "syncfs", {descriptor(0)}},
    {SYS_sync_file_range, "sync_file_range", {descriptor(0)}},
    {SYS_chmod, "chmod", {path(0)}},
    {SYS_fchmod, "fchmod", {descriptor(0)}},
    {SYS_fchmodat, "fchmodat", {path_at(1)}},
    {SYS_chown, "chown", {path(0)}},
    {SYS_lchown, "lchown", {path(0)}},
    {SYS_fchown, "fchown", {descriptor(0)}},
    {SYS_fchownat, "fchownat", {path_at(1)}},
    {SYS_utimensat, "utimensat", {path_at(1)}},
};

}  // namespace

std::span<const ChangingCall> changing_calls() {
  return kCalls;
}

const ChangingCall* find_changing_call(long number) {
  const auto found = std::find_if(std::begin(kCalls), std::end(kCalls),
                                  [&](const ChangingCall& call) { return call.number == number; });
  return found == std::end(kCalls) ? nullptr : found;
}

}  // namespace switchback::crash
