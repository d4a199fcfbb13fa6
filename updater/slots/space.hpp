// Refuses an update before its first change where the disk cannot hold it.
#pragma once

#include <cstdint>

#include "updater/state/layout.hpp"

namespace switchback {

struct Space {
  std::uint64_t bytes = 0;
  std::uint64_t inodes = 0;
};

// What the caller may still use on the root's file system; inodes is the largest number where the
// file system has no limit.
Space available_space(const Layout& layout);

// Throws StorageError("insufficient-space" or "insufficient-inodes") naming both figures.
void require_space(const Layout& layout, const Space& needed);

// Throws StorageError("read-only" or "permission-denied") where the caller cannot change the root.
void require_writable(const Layout& layout);

}  // namespace switchback
