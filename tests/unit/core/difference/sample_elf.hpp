// Small x86-64 and AArch64 programs in ELF files, laid out as a linker would.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace switchback::test {

struct SampleFunction {
  std::string body;                // bytes between its calls
  std::vector<std::size_t> calls;  // functions that it calls, by index
};

// A program of these functions in order, with a table of their addresses. Each call and each load
// of a word of the table is relative to where it stands.
enum class SampleMachine { x86, arm };
std::string sample_elf(const std::vector<SampleFunction>& functions,
                       SampleMachine machine = SampleMachine::x86);

// `count` functions of different bodies that call each other.
std::vector<SampleFunction> sample_functions(std::size_t count, unsigned seed);

// With a function more at `index`: calls go where they went.
void insert_function(std::vector<SampleFunction>& functions, std::size_t index,
                     SampleFunction inserted);

}  // namespace switchback::test
