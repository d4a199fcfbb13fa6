// What fields of an executable are, by how they behave: each kind has models of its own.
#pragma once

#include <cstddef>
#include <cstdint>

namespace switchback::difference {

enum class FieldKind : std::uint8_t {
  call,
  jump,
  branch,
  relative,  // a displacement from the instruction pointer
  arm_branch,
  arm_page,     // ADRP
  arm_low,      // what is added to it
  absolute,     // an address in an instruction
  word,         // an address in data
  description,  // .eh_frame: the distance back to the record that describes this one
  begin,        // .eh_frame: where the function begins
  exceptions,   // .eh_frame: where its table of exceptions is
  based,        // .eh_frame_hdr
};
inline constexpr unsigned kFieldKinds = 13;

}  // namespace switchback::difference
