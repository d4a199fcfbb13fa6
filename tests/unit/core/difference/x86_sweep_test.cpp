#include "core/difference/x86_sweep.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace switchback::difference;

namespace {

Instruction decoded(std::string code) {
  code.resize(kInstructionBytes, '\x90');
  Instruction instruction;
  decode_instruction(reinterpret_cast<const unsigned char*>(code.data()), instruction);
  return instruction;
}

}  // namespace

// Encodings as `objdump -d` shows them.
TEST_CASE("instructions have their lengths") {
  struct Case {
    std::string code;
    std::uint32_t length;
  };
  using namespace std::string_literals;
  for (const auto& [code, length] :
       {Case{"\x55", 1},                              // push rbp
        Case{"\x48\x89\xe5", 3},                      // mov rbp, rsp
        Case{"\xc3", 1},                              // ret
        Case{"\x48\xb8", 10},                         // movabs rax, …
        Case{"\xb8", 5},                              // mov eax, …
        Case{"\x66\xb8", 4},                          // mov ax, …
        Case{"\x0f\x1f\x44\0\0"s, 5},                 // nop [rax + rax + 0]
        Case{"\x66\x2e\x0f\x1f\x84\0\0\0\0\0"s, 10},  // nop cs:[rax + rax + 0]
        Case{"\x8b\x44\x24\x08", 4},                  // mov eax, [rsp + 8]
        Case{"\x8b\x84\x24", 7},                      // mov eax, [rsp + …]
        Case{"\xc7\x45\xf8", 7},                      // mov [rbp - 8], …
        Case{"\xf6\xc1\x01", 3},                      // test cl, 1
        Case{"\xf7\xd8", 2},                          // neg eax
        Case{"\xc5\xf8\x77", 3},                      // vzeroupper
        Case{"\xc4\xe2\x79\x18\x05", 9},              // vbroadcastss xmm0, [rip + …]
        Case{"\x62\xf1\x7c\x48\x28\xc1", 6},          // vmovaps zmm0, zmm1
        Case{"\x66\x0f\x3a\x0f\xc1\x08", 6},          // palignr xmm0, xmm1, 8
        Case{"\x0f\xae\xe8", 3},                      // lfence
        Case{"\xf3\x0f\x1e\xfa", 4}})                 // endbr64
    CHECK(decoded(code).length == length);
}

TEST_CASE("fields that depend on places are found") {
  const auto call = decoded("\xe8");
  REQUIRE(call.fields == 1);
  CHECK(call.field[0].kind == FieldKind::call);
  CHECK(call.field[0].at == 1);
  CHECK(call.field[0].end == 5);
  const auto branch = decoded("\x0f\x84");
  REQUIRE(branch.fields == 1);
  CHECK(branch.field[0].kind == FieldKind::branch);
  CHECK(branch.field[0].at == 2);
  // cmp byte [rip + …], 7: the displacement counts from after the number.
  const auto compare = decoded("\x80\x3d");
  REQUIRE(compare.fields == 1);
  CHECK(compare.field[0].kind == FieldKind::relative);
  CHECK(compare.field[0].at == 2);
  CHECK(compare.field[0].end == 7);
  // mov [rip + …], …: both may be.
  const auto store = decoded("\xc7\x05");
  REQUIRE(store.fields == 2);
  CHECK(store.field[1].kind == FieldKind::absolute);
  CHECK(store.field[1].at == 6);
  CHECK(decoded("\x48\x89\xe5").fields == 0);
}
