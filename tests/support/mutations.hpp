// Damaged copies of a text, the same in every run: for tests that a parser meets anything with an
// Error or a result.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace switchback::test {

// Calls `use` with `count` texts: bytes replaced, removed, repeated and swapped at random places of
// `original`.
void for_each_mutation(const std::string& original, std::size_t count,
                       const std::function<void(const std::string&)>& use);

}  // namespace switchback::test
