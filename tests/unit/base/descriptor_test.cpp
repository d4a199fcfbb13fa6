#include "base/descriptor.hpp"

#include <fcntl.h>

#include <catch2/catch.hpp>

using switchback::Descriptor;

namespace {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

Descriptor open_null() {
  return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace

TEST_CASE("a descriptor is closed once, by its last owner") {
  int fd = -1;
  {
    Descriptor first = open_null();
    fd = first.get();
    const Descriptor second = std::move(first);
    CHECK_FALSE(first);
    CHECK(second.get() == fd);
    CHECK(is_open(fd));
  }
  CHECK_FALSE(is_open(fd));
}

TEST_CASE("assigning to a descriptor closes the one it had") {
  Descriptor kept = open_null();
  const int before = kept.get();
  kept = open_null();
  CHECK_FALSE(is_open(before));
  CHECK(is_open(kept.get()));
}

TEST_CASE("a released descriptor stays open") {
  Descriptor owner = open_null();
  const int fd = owner.release();
  CHECK_FALSE(owner);
  CHECK(is_open(fd));
  ::close(fd);
}
