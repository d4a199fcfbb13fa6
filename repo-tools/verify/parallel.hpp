// The same work on many items by a few threads.
#pragma once

#include <cstddef>
#include <functional>

namespace switchback {

// Calls work(0) to work(count - 1), each once, on `threads` threads (0: one a core). The first
// exception stops the rest and is thrown again here.
void for_each_parallel(std::size_t count, unsigned threads,
                       const std::function<void(std::size_t)>& work);

}  // namespace switchback
