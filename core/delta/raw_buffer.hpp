// Memory that is written before it is read: it is not filled with zeros first.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace switchback {

class RawBuffer {
 public:
  // What is in it afterwards is anything. Grows only where `length` exceeds every one before.
  std::span<char> resize(std::size_t length) {
    reserve(length);
    return {bytes_.get(), length};
  }
  void reserve(std::size_t length) {
    if (length <= capacity_) return;
    release();
    bytes_.reset(new char[length]);
    capacity_ = length;
  }
  void release() {
    bytes_.reset();
    capacity_ = 0;
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
};

}  // namespace switchback
