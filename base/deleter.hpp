// C handles as std::unique_ptr: std::unique_ptr<ZSTD_DCtx, Deleter<ZSTD_freeDCtx>>.
#pragma once

namespace switchback {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};

}  // namespace switchback
