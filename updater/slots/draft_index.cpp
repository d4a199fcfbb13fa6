#include "updater/slots/draft_index.hpp"

#include <utility>

#include "base/files.hpp"

namespace switchback {

DraftIndex draft_index(const IndexFile& old_index, const IndexChange& change, Descriptor output,
                       const std::string& name) {
  std::vector<std::uint32_t> made;
  std::vector<EqualFile> equal;
  IndexWriter writer([&](std::string_view bytes) { write_all(output.get(), bytes, name); });
  IndexChangeWalk walk(old_index, change);
  while (const NewEntry* next = walk.next()) {
    const auto ordinal = static_cast<std::uint32_t>(next->ordinal);
    if (next->origin == Origin::made) made.push_back(ordinal);
    if (next->origin == Origin::new_file)
      equal.push_back({ordinal, static_cast<std::uint32_t>(next->source)});
    writer.add(next->entry);
  }
  while (const auto frame = walk.next_frame()) writer.add(*frame);
  const IndexReference reference = writer.finish();
  return {IndexFile::open(std::move(output), name, reference), std::move(made), std::move(equal)};
}

}  // namespace switchback
