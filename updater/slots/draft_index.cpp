#include "updater/slots/draft_index.hpp"

#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

void require(bool agrees) {
  if (!agrees)
    throw TrustError("trust-format", "the delta and the manifest disagree about the tree index");
}

}  // namespace

DraftIndex draft_index(const IndexFile& old_index, const IndexChange& change,
                       const IndexReference& expected, Descriptor output, const std::string& name,
                       const std::stop_token& stop,
                       const std::function<void(const NewEntry&)>& each) {
  std::vector<std::uint32_t> made;
  std::vector<EqualFile> equal;
  std::uint64_t length = 0;
  IndexWriter writer(
      [&](std::string_view bytes) {
        length += bytes.size();
        require(length <= expected.length);
        write_all(output.get(), bytes, name);
      },
      expected.cut);
  IndexChangeWalk walk(old_index, change, stop);
  while (const NewEntry* next = walk.next()) {
    require(next->ordinal < expected.entries);
    const auto ordinal = static_cast<std::uint32_t>(next->ordinal);
    if (next->origin == Origin::made) made.push_back(ordinal);
    if (next->origin == Origin::new_file)
      equal.push_back({ordinal, static_cast<std::uint32_t>(next->source)});
    if (each) each(*next);
    writer.add(next->entry);
  }
  while (const auto frame = walk.next_frame()) writer.add(*frame);
  const IndexReference reference = writer.finish();
  require(reference.entries == expected.entries && reference.frames == expected.frames &&
          reference.length == expected.length);
  return {IndexFile::open(std::move(output), name, reference, stop), std::move(made),
          std::move(equal)};
}

}  // namespace switchback
