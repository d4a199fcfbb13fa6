#include "core/migrate/text_merge.hpp"

#include <git2.h>

#include "base/errors.hpp"

namespace switchback {
namespace {

class LibGit2 {
 public:
  LibGit2() { git_libgit2_init(); }
  ~LibGit2() { git_libgit2_shutdown(); }
  LibGit2(const LibGit2&) = delete;
  LibGit2& operator=(const LibGit2&) = delete;
};

struct Merged {
  git_merge_file_result result{};
  Merged() = default;
  ~Merged() { git_merge_file_result_free(&result); }
  Merged(const Merged&) = delete;
  Merged& operator=(const Merged&) = delete;
};

git_merge_file_input input_of(std::string_view text) {
  git_merge_file_input input = GIT_MERGE_FILE_INPUT_INIT;
  input.ptr = text.data();
  input.size = text.size();
  return input;
}

void merge(Merged& merged, std::string_view base, std::string_view mine, std::string_view theirs,
           git_merge_file_favor_t favor) {
  const git_merge_file_input inputs[] = {input_of(base), input_of(mine), input_of(theirs)};
  git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
  options.favor = favor;
  if (git_merge_file(&merged.result, &inputs[0], &inputs[1], &inputs[2], &options) == 0) return;
  const git_error* error = git_error_last();
  throw MigrationError("config-merge",
                       error != nullptr ? error->message : "texts cannot be merged");
}

}  // namespace

TextMerge merge_text(std::string_view base, std::string_view mine, std::string_view theirs,
                     TextMergeChoice choice) {
  const LibGit2 library;
  Merged plain;
  merge(plain, base, mine, theirs, GIT_MERGE_FILE_FAVOR_NORMAL);
  if (plain.result.automergeable != 0) return {{plain.result.ptr, plain.result.len}, false};
  Merged decided;
  merge(decided, base, mine, theirs,
        choice == TextMergeChoice::mine ? GIT_MERGE_FILE_FAVOR_OURS : GIT_MERGE_FILE_FAVOR_THEIRS);
  return {{decided.result.ptr, decided.result.len}, true};
}

}  // namespace switchback
