#include "updater/slots/staged_files.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

bool by_made(const EqualFile& left, const EqualFile& right) {
  return left.made < right.made;
}

}  // namespace

StagedFiles::StagedFiles(int tree_fd, TreeWriter& writer, const DraftIndex& draft,
                         std::stop_token stop)
    : tree_fd_(tree_fd),
      writer_(writer),
      entries_(draft.index),
      equal_(draft.equal),
      stop_(std::move(stop)) {
  std::stable_sort(equal_.begin(), equal_.end(), by_made);
}

void StagedFiles::open(const ProducedFile& file) {
  open_[file.ordinal] = writer_.create_file(entries_.at(file.ordinal).path);
}

void StagedFiles::write(std::uint32_t ordinal, std::string_view bytes) {
  write_all(open_.at(ordinal).get(), bytes, "incoming/tree");
  bytes_written_ += bytes.size();
}

void StagedFiles::close(std::uint32_t ordinal) {
  const auto file = open_.find(ordinal);
  writer_.finish_file(file->second, entries_.at(ordinal));
  const auto [first, last] =
      std::equal_range(equal_.begin(), equal_.end(), EqualFile{0, ordinal}, by_made);
  for (auto each = first; each != last; ++each) write_equal(file->second, each->ordinal);
  open_.erase(file);
}

void StagedFiles::write_equal(const Descriptor& made, std::uint32_t ordinal) {
  const TreeEntry entry = entries_.at(ordinal);
  const Descriptor output = writer_.create_file(entry.path);
  bytes_written_ += content_copy_.copy(made.get(), output.get(), entry.size, entry.path, stop_);
  writer_.finish_file(output, entry);
}

const Descriptor& StagedFiles::readable(std::uint32_t ordinal) {
  if (const auto file = open_.find(ordinal); file != open_.end()) return file->second;
  if (!last_read_ || last_read_ordinal_ != ordinal) {
    last_read_ = open_beneath(tree_fd_, entries_.at(ordinal).path, O_RDONLY | O_NOFOLLOW);
    last_read_ordinal_ = ordinal;
  }
  return last_read_;
}

void StagedFiles::read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) {
  if (pread_some(readable(ordinal).get(), to, length, offset, "incoming/tree") != length)
    throw StorageError("read", "incoming/tree", EIO);
}

}  // namespace switchback
