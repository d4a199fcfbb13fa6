#include "core/delta/encode/verify_delta.hpp"

#include <fcntl.h>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/delta/apply_delta.hpp"
#include "core/tree/entry_lookup.hpp"

namespace switchback {
namespace {

// Keeps nothing: what was made and compared can be read from the new tree.
class ComparedFiles : public MadeFiles {
 public:
  ComparedFiles(const IndexFile& index, FileBytes& files) : entries_(index), files_(files) {}

  void open(const ProducedFile&) override {}
  void write(std::uint32_t, std::string_view) override {}
  void close(std::uint32_t) override {}
  void hashed(std::uint32_t ordinal, const Sha256Digest& sha256) override {
    if (entries_.at(ordinal).sha256 != sha256)
      throw TrustError("trust-length-or-hash",
                       "the delta makes \"" + entries_.at(ordinal).path + "\" wrongly");
  }
  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override {
    files_.read(ordinal, offset, to, length);
  }

 private:
  EntryLookup entries_;
  FileBytes& files_;
};

}  // namespace

void verify_delta(const std::filesystem::path& file, std::uint64_t header_length,
                  const IndexFile& old_index, WholeFiles& old_files, const IndexFile& new_index,
                  FileBytes& new_files, const std::stop_token& stop) {
  const Descriptor delta = open_file(file, O_RDONLY | O_NOFOLLOW);
  const std::string name = file.string();
  DeltaHeader header = parse_delta_header(
      pread_exact(delta.get(), static_cast<std::size_t>(header_length), 0, name));
  std::vector<std::uint64_t> offsets;
  std::uint64_t offset = header_length;
  std::vector<std::uint32_t> lengths;
  for (const DeltaPiece& piece : header.pieces) {
    offsets.push_back(offset);
    lengths.push_back(piece.length);
    offset += piece.length;
  }
  const auto pieces = [&](std::size_t number) {
    return pread_exact(delta.get(), lengths[number], offsets[number], name);
  };
  ComparedFiles made(new_index, new_files);
  apply_delta(
      header, pieces, old_index, new_index.reference(), old_files, made, [](std::string_view) {},
      stop);
}

}  // namespace switchback
