// Trees in memory, their indexes on disk, and deltas between them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/delta/apply_delta.hpp"
#include "core/delta/encode/encode_delta.hpp"
#include "core/tree/index_file.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::test {

struct Node {
  EntryType type = EntryType::file;
  std::uint32_t mode = 0644;
  std::string bytes;  // content, or the target of a symlink

  bool operator==(const Node&) const = default;
};
using Nodes = std::map<std::string, Node>;

// A tree with its index; the frames of the index are made up from the content.
class MemoryTree : public WholeFiles {
 public:
  MemoryTree(Nodes nodes, const std::filesystem::path& index, IndexCut cut = IndexCut::fine);

  const Nodes& nodes() const { return nodes_; }
  const IndexFile& index() const { return *index_; }
  const std::string& index_bytes() const { return index_bytes_; }
  const std::string& bytes_of(std::uint64_t ordinal) const {
    return order_.at(static_cast<std::size_t>(ordinal))->second.bytes;
  }
  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override;
  std::unique_ptr<WholeFile> whole(std::uint32_t ordinal) override;

 private:
  Nodes nodes_;
  std::vector<Nodes::const_iterator> order_;
  std::string index_bytes_;
  std::unique_ptr<IndexFile> index_;
};

// What a host makes of a delta.
class MemoryFiles : public MadeFiles {
 public:
  void open(const ProducedFile& file) override;
  void write(std::uint32_t ordinal, std::string_view bytes) override;
  void close(std::uint32_t ordinal) override;
  void hashed(std::uint32_t ordinal, const Sha256Digest& sha256) override;
  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override;

  std::map<std::uint32_t, std::string> content;
  std::set<std::uint32_t> closed;
  std::map<std::uint32_t, Sha256Digest> hashes;
};

// A delta cut into its header and its pieces.
struct DeltaParts {
  std::string header;
  std::string payload;
  DeltaResult result;

  PieceSource pieces() const;
};
DeltaParts delta_between(MemoryTree& before, MemoryTree& after, const DeltaOptions& options = {});

// Applies it; the index that was rebuilt is left in `index`.
DeltaApplied apply(const DeltaParts& delta, MemoryTree& before, const IndexReference& expected,
                   MemoryFiles& made, std::string& index);

// The tree that the host has in the end, from the walk over the index change.
Nodes tree_of(const DeltaParts& delta, MemoryTree& before, const MemoryFiles& made);

// Random trees and what releases do to them.
class TreeMutation {
 public:
  explicit TreeMutation(std::uint32_t seed) : random_(seed) {}
  Nodes make(std::size_t files);
  Nodes mutate(Nodes nodes);

 private:
  std::string text(std::size_t length);
  std::string name();
  std::string path_in(const Nodes& nodes);
  Nodes::iterator any(Nodes& nodes);
  void edit(std::string& bytes);

  std::mt19937 random_;
};

}  // namespace switchback::test
