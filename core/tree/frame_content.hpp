// What goes into a frame, before it is compressed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace switchback {

struct FrameContent {
  std::string bytes;
  std::vector<std::size_t> member_ends = {};  // of the whole members in it; ascending
  bool is_program = false;                    // part of one, and nothing else
};

// In parts that are one piece each even where they do not compress: at ends of members, and in the
// content of a big file where its hash says so.
std::vector<std::string_view> parts_of(const FrameContent& content);

}  // namespace switchback
