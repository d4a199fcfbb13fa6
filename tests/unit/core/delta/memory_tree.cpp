#include "tests/unit/core/delta/memory_tree.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "tests/support/source_tree.hpp"

namespace switchback::test {
namespace {

void copy_range(const std::string& bytes, std::uint64_t offset, char* to, std::size_t length) {
  if (offset > bytes.size() || length > bytes.size() - offset)
    throw std::logic_error("a read beyond the end");
  std::memcpy(to, bytes.data() + offset, length);
}

TreeEntry entry_of(const std::string& path, const Node& node) {
  TreeEntry entry;
  entry.path = path;
  entry.type = node.type;
  entry.mode = published_mode(node.type, node.mode);
  if (node.type == EntryType::symlink) entry.link_target = node.bytes;
  if (node.type != EntryType::file) return entry;
  entry.size = node.bytes.size();
  entry.sha256 = Sha256::of(node.bytes);
  return entry;
}

class MemoryWhole : public WholeFile {
 public:
  explicit MemoryWhole(std::string_view bytes) : bytes_(bytes) {}
  std::string_view bytes() const override { return bytes_; }
  void check() const override {}  // memory does not become shorter

 private:
  std::string_view bytes_;
};

}  // namespace

MemoryTree::MemoryTree(Nodes nodes, const std::filesystem::path& index, IndexCut cut)
    : nodes_(std::move(nodes)) {
  for (auto node = nodes_.cbegin(); node != nodes_.cend(); ++node) order_.push_back(node);
  std::sort(order_.begin(), order_.end(), [](const auto& left, const auto& right) {
    return compare_tree_paths(left->first, right->first) < 0;
  });
  IndexWriter writer([this](std::string_view bytes) { index_bytes_ += bytes; }, cut);
  for (const auto& node : order_) writer.add(entry_of(node->first, node->second));
  for (const auto& node : order_)
    if (node->second.type == EntryType::file)
      writer.add(Frame{512, 100, Sha256::of(node->second.bytes),
                       Sha256::of(node->first + node->second.bytes)});
  const IndexReference reference = writer.finish();
  put_file(index, index_bytes_);
  index_ = std::make_unique<IndexFile>(IndexFile::open(index, reference));
}

void MemoryTree::read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) {
  copy_range(bytes_of(ordinal), offset, to, length);
}

std::unique_ptr<WholeFile> MemoryTree::whole(std::uint32_t ordinal) {
  return std::make_unique<MemoryWhole>(bytes_of(ordinal));
}

void MemoryFiles::open(const ProducedFile& file) {
  if (!content.emplace(file.ordinal, "").second) throw std::logic_error("opened twice");
}

void MemoryFiles::write(std::uint32_t ordinal, std::string_view bytes) {
  if (closed.count(ordinal) != 0) throw std::logic_error("written after it was closed");
  content.at(ordinal) += bytes;
}

void MemoryFiles::close(std::uint32_t ordinal) {
  if (!closed.insert(ordinal).second) throw std::logic_error("closed twice");
}

void MemoryFiles::hashed(std::uint32_t ordinal, const Sha256Digest& sha256) {
  if (closed.count(ordinal) == 0) throw std::logic_error("hashed before it was closed");
  if (Sha256::of(content.at(ordinal)) != sha256) throw std::logic_error("another hash");
  if (!hashes.emplace(ordinal, sha256).second) throw std::logic_error("hashed twice");
}

void MemoryFiles::read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) {
  copy_range(content.at(ordinal), offset, to, length);
}

PieceSource DeltaParts::pieces() const {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  std::size_t offset = 0;
  for (const DeltaPiece& piece : parse_delta_header(header).pieces) {
    places.emplace_back(offset, piece.length);
    offset += piece.length;
  }
  return [places, bytes = payload](std::size_t number) {
    const auto [begin, length] = places.at(number);
    return begin < bytes.size() ? bytes.substr(begin, length) : std::string();
  };
}

DeltaParts delta_between(MemoryTree& before, MemoryTree& after, const DeltaOptions& options) {
  const TemporaryDirectory folder;
  DeltaParts parts;
  parts.result =
      encode_delta(before.index(), before, after.index(), after, options, folder / "delta");
  const std::string bytes = content_of(folder / "delta");
  const auto header = static_cast<std::size_t>(parts.result.header_length);
  parts.header = bytes.substr(0, header);
  parts.payload = bytes.substr(header);
  return parts;
}

DeltaApplied apply(const DeltaParts& delta, MemoryTree& before, const IndexReference& expected,
                   MemoryFiles& made, std::string& index) {
  DeltaHeader header = parse_delta_header(delta.header);
  return apply_delta(header, delta.pieces(), before.index(), expected, before, made,
                     [&](std::string_view bytes) { index += bytes; });
}

Nodes tree_of(const DeltaParts& delta, MemoryTree& before, const MemoryFiles& made) {
  const DeltaHeader header = parse_delta_header(delta.header);
  DeltaPayload payload(header, delta.pieces());
  const IndexChange change = payload.index_change();
  IndexChangeWalk walk(before.index(), change);
  Nodes nodes;
  while (const NewEntry* next = walk.next()) {
    Node node{next->entry.type, next->entry.mode, next->entry.link_target};
    const auto ordinal = static_cast<std::uint32_t>(next->ordinal);
    const auto source = static_cast<std::uint32_t>(next->source);
    if (node.type == EntryType::file) {
      if (next->origin == Origin::made) node.bytes = made.content.at(ordinal);
      if (next->origin == Origin::new_file) node.bytes = made.content.at(source);
      if (next->origin == Origin::same || next->origin == Origin::old_file)
        node.bytes = before.bytes_of(source);
    }
    nodes.emplace(next->entry.path, node);
  }
  return nodes;
}

}  // namespace switchback::test
