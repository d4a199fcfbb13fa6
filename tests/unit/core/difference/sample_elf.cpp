#include "tests/unit/core/difference/sample_elf.hpp"

#include <cstring>
#include <random>

namespace switchback::test {
namespace {

constexpr std::uint64_t kHeader = 64, kSectionHeader = 64, kBase = 0x10000;
constexpr std::string_view kNames("\0.text\0.data\0.names\0", 20);

void put(std::string& to, std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i));
}

std::string section(std::uint32_t name, std::uint32_t type, std::uint64_t flags,
                    std::uint64_t address, std::uint64_t offset, std::uint64_t size) {
  std::string header;
  put(header, name, 4);
  put(header, type, 4);
  for (const std::uint64_t value : {flags, address, offset, size}) put(header, value, 8);
  header.resize(kSectionHeader);
  return header;
}

struct Layout {
  std::vector<std::uint64_t> addresses;  // of functions
  std::uint64_t table = 0;
};

// push rbp; mov rbp, rsp; for each call: call it, lea rax, [its word of the table], the body; ret.
std::string x86_code(const SampleFunction& function, std::uint64_t address, const Layout& layout) {
  std::string code("\x55\x48\x89\xe5", 4);
  for (const std::size_t callee : function.calls) {
    code += '\xe8';
    put(code, layout.addresses[callee] - (address + code.size() + 4), 4);
    code += "\x48\x8d\x05";
    put(code, layout.table + 8 * callee - (address + code.size() + 4), 4);
    code += function.body;
  }
  return code + '\xc3';
}

// For each call: bl, adrp x0 and add x0, x0 with its word of the table, the body; ret.
std::string arm_code(const SampleFunction& function, std::uint64_t address, const Layout& layout) {
  std::string code;
  for (const std::size_t callee : function.calls) {
    put(code,
        0x94000000U | ((layout.addresses[callee] - (address + code.size())) >> 2 & 0x3ffffffU), 4);
    const std::uint64_t word = layout.table + 8 * callee;
    const std::uint64_t pages = (word >> 12) - ((address + code.size()) >> 12);
    put(code, 0x90000000U | (pages & 3) << 29 | (pages >> 2 & 0x7ffffU) << 5, 4);
    put(code, 0x91000000U | (word & 0xfff) << 10, 4);
    code += function.body;
    code.resize((code.size() + 3) / 4 * 4);
  }
  put(code, 0xd65f03c0U, 4);
  return code;
}

}  // namespace

std::string sample_elf(const std::vector<SampleFunction>& functions, SampleMachine machine) {
  const auto code_of = machine == SampleMachine::x86 ? x86_code : arm_code;
  Layout layout;
  layout.addresses.resize(functions.size());
  std::uint64_t end = kBase + kHeader;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    layout.addresses[i] = end;
    end += code_of(functions[i], end, layout).size();  // the same wherever it calls
  }
  const std::uint64_t table = layout.table = (end + 7) / 8 * 8;
  std::string text, data;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    text += code_of(functions[i], layout.addresses[i], layout);
    put(data, layout.addresses[i], 8);
  }
  text.resize(table - kBase - kHeader, '\x90');
  std::string file("\177ELF\2\1\1", 7);
  file.resize(16);
  for (const std::uint64_t value : {3U, machine == SampleMachine::x86 ? 62U : 183U})
    put(file, value, 2);
  file.resize(40);
  put(file, kHeader + text.size() + data.size() + kNames.size(), 8);
  file.resize(60);
  for (const std::uint64_t value : {4U, 3U}) put(file, value, 2);
  file += text + data + std::string(kNames) + std::string(kSectionHeader, '\0');
  file += section(1, 1, 6, kBase + kHeader, kHeader, text.size());
  file += section(7, 1, 3, table, table - kBase, data.size());
  return file + section(13, 3, 0, 0, kHeader + text.size() + data.size(), kNames.size());
}

std::vector<SampleFunction> sample_functions(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<SampleFunction> functions(count);
  for (auto& function : functions) {
    for (unsigned i = 0; i < 6; ++i) {  // mov eax, …
      function.body += '\xb8';
      put(function.body, random(), 4);
    }
    for (unsigned i = 0; i < 4; ++i) function.calls.push_back(random() % count);
  }
  return functions;
}

void insert_function(std::vector<SampleFunction>& functions, std::size_t index,
                     SampleFunction inserted) {
  functions.insert(functions.begin() + static_cast<std::ptrdiff_t>(index), std::move(inserted));
  for (std::size_t i = 0; i < functions.size(); ++i)
    if (i != index)
      for (std::size_t& callee : functions[i].calls)
        if (callee >= index) ++callee;
}

}  // namespace switchback::test
