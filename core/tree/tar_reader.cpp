#include "core/tree/tar_reader.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <exception>
#include <utility>

#include "base/deleter.hpp"
#include "base/errors.hpp"
#include "core/tree/tar_screen.hpp"

namespace switchback {
namespace {

[[noreturn]] void refuse(const std::string& reason) {
  throw TrustError("trust-format", "archive: " + reason);
}

EntryType type_of(struct archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) refuse("a hard link is refused");
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return EntryType::file;
    case AE_IFDIR:
      return EntryType::directory;
    case AE_IFLNK:
      return EntryType::symlink;
    default:
      refuse("a member that is no file, directory or symlink is refused");
  }
}

std::string text_of(const char* text) {
  if (text == nullptr) refuse("a name or target is missing or not UTF-8");
  return text;
}

}  // namespace

struct TarReader::Handle {
  explicit Handle(Source bytes) : source(std::move(bytes)) {}

  Source source;
  TarScreen screen;
  std::exception_ptr failure;  // of source or screen, on its way through libarchive
  std::unique_ptr<struct archive, Deleter<archive_read_free>> archive{archive_read_new()};
  struct archive_entry* entry = nullptr;

  std::string_view screened() {
    const std::string_view bytes = source();
    screen.feed(bytes);
    return bytes;
  }

  void check(la_ssize_t result) const {
    if (failure) std::rethrow_exception(failure);
    if (result == ARCHIVE_OK) return;
    const char* reason = archive_error_string(archive.get());
    refuse(reason != nullptr ? reason : "libarchive cannot read it");
  }
};

namespace {

template <typename Handle>
la_ssize_t supply(struct archive* archive, void* data, const void** bytes) {
  auto& handle = *static_cast<Handle*>(data);
  try {
    const std::string_view chunk = handle.screened();
    *bytes = chunk.data();
    return static_cast<la_ssize_t>(chunk.size());
  } catch (...) {  // a C frame is between here and check(), which throws it on
    handle.failure = std::current_exception();
    archive_set_error(archive, EINVAL, "refused");
    return -1;
  }
}

}  // namespace

TarReader::TarReader(Source source) : handle_(std::make_unique<Handle>(std::move(source))) {
  struct archive* reader = handle_->archive.get();
  handle_->check(archive_read_support_format_tar(reader));
  handle_->check(archive_read_open(reader, handle_.get(), nullptr, supply<Handle>, nullptr));
}

TarReader::~TarReader() = default;

const TreeEntry* TarReader::next() {
  const int result = archive_read_next_header(handle_->archive.get(), &handle_->entry);
  if (result != ARCHIVE_EOF || handle_->failure) {
    handle_->check(result);
    describe();
    return &entry_;
  }
  while (!handle_->screened().empty()) continue;
  handle_->screen.finish();
  if (handle_->screen.next_member()) refuse("it ends before its last member");
  return nullptr;
}

void TarReader::describe() {
  struct archive_entry* entry = handle_->entry;
  entry_ = {};
  entry_.type = type_of(entry);
  entry_.path = text_of(archive_entry_pathname(entry));
  if (entry_.type == EntryType::directory && entry_.path.size() > 1 && entry_.path.back() == '/')
    entry_.path.pop_back();
  if (entry_.type == EntryType::symlink) entry_.link_target = text_of(archive_entry_symlink(entry));
  if (entry_.type == EntryType::file)
    entry_.size = static_cast<std::uint64_t>(archive_entry_size(entry));
  if (archive_entry_sparse_count(entry) != 0) refuse("a sparse file is refused");
  const auto seen = handle_->screen.next_member();
  if (!seen || seen->type != entry_.type || seen->size != entry_.size)
    refuse("its headers can be read in two ways");
  header_mode_ = seen->mode;
  entry_.mode = published_mode(entry_.type, header_mode_);
}

std::uint64_t TarReader::header_offset() const {
  return static_cast<std::uint64_t>(archive_read_header_position(handle_->archive.get()));
}

std::size_t TarReader::read(char* buffer, std::size_t size) {
  const la_ssize_t count = archive_read_data(handle_->archive.get(), buffer, size);
  if (count < 0 || handle_->failure) handle_->check(count < 0 ? count : ARCHIVE_FATAL);
  return static_cast<std::size_t>(count);
}

}  // namespace switchback
