// What makes reading a mapped file safe when the file becomes shorter, or its disk fails: the
// kernel then raises SIGBUS. A guarded range is filled up with zeros instead, and remembers it.
//
// The handler is installed with the first guard and stays; a SIGBUS that is not of a guarded range
// is passed to the handler from before, or ends the process as it would have.
#pragma once

#include <cstddef>
#include <cstdint>

namespace switchback {

class BusGuard {
 public:
  // From here on faults between `data` and `data + length`, which is mapped, are met. StorageError
  // where more ranges are guarded than can be.
  BusGuard(const char* data, std::size_t length);
  BusGuard(const BusGuard&) = delete;
  BusGuard& operator=(const BusGuard&) = delete;
  // To be called before the range is unmapped.
  ~BusGuard();

  // Whether zeros were read that are not the file's.
  bool failed() const;

 private:
  std::size_t slot_;
};

}  // namespace switchback
