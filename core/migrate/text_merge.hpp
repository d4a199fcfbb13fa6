// Three-way merge of any text, line by line (libgit2, in memory).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace switchback {

enum class TextMergeChoice { mine, theirs };

struct TextMerge {
  std::string result;  // never with markers
  bool has_conflicts = false;
};

// Where both changed the same lines `choice` decides. Throws MigrationError("config-merge").
TextMerge merge_text(std::string_view base, std::string_view mine, std::string_view theirs,
                     TextMergeChoice choice);

}  // namespace switchback
