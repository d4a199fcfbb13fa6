#include "repo-tools/verify/tar_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <exception>
#include <utility>

#include "base/deleter.hpp"
#include "repo-tools/verify/findings.hpp"

namespace switchback {
namespace {

constexpr mode_t kPermissions = 0755;

std::string text_or_empty(const char* text) {
  return text == nullptr ? std::string() : text;
}

// pax members have UTF-8; others are bytes as they are.
std::string path_of(struct archive_entry* header) {
  const char* utf8 = archive_entry_pathname_utf8(header);
  auto path = text_or_empty(utf8 != nullptr ? utf8 : archive_entry_pathname(header));
  if (path.ends_with('/')) path.pop_back();
  return path;
}

std::string link_of(struct archive_entry* header) {
  const char* utf8 = archive_entry_symlink_utf8(header);
  return text_or_empty(utf8 != nullptr ? utf8 : archive_entry_symlink(header));
}

TreeEntry entry_of(struct archive_entry* header) {
  TreeEntry entry;
  entry.path = path_of(header);
  if (archive_entry_hardlink(header) != nullptr)
    damaged(entry.path + " is a hard link in the bundle");
  switch (archive_entry_filetype(header)) {
    case AE_IFREG:
      entry.type = EntryType::file;
      break;
    case AE_IFDIR:
      entry.type = EntryType::directory;
      break;
    case AE_IFLNK:
      entry.type = EntryType::symlink;
      break;
    default:
      damaged(entry.path + " is of a type that no release has");
  }
  if (entry.type == EntryType::symlink) {
    entry.link_target = link_of(header);
    return entry;
  }
  entry.mode = archive_entry_perm(header) & kPermissions;
  if (entry.mode != archive_entry_perm(header))
    damaged(entry.path + " has a mode that no release has");
  if (entry.type == EntryType::file)
    entry.size = static_cast<std::uint64_t>(archive_entry_size(header));
  return entry;
}

}  // namespace

struct TarReader::Handle {
  explicit Handle(BundleStream& source) : stream(source) {}

  // libarchive is C: what the stream throws waits until libarchive's call has returned.
  static la_ssize_t read(struct archive*, void* data, const void** buffer) {
    auto* self = static_cast<Handle*>(data);
    try {
      const auto content = self->stream.next();
      if (!content) return 0;
      *buffer = content->data();
      return static_cast<la_ssize_t>(content->size());
    } catch (...) {
      self->failure = std::current_exception();
      return -1;
    }
  }

  void check(int result) {
    if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
    if (result != ARCHIVE_OK && result != ARCHIVE_EOF) {
      damaged("is no tar inside: " + text_or_empty(archive_error_string(archive.get())));
    }
  }

  void hash_content(TreeEntry& entry) {
    Sha256 hash;
    std::uint64_t length = 0;
    while (true) {
      const void* bytes = nullptr;
      std::size_t count = 0;
      la_int64_t offset = 0;
      const int result = archive_read_data_block(archive.get(), &bytes, &count, &offset);
      check(result);
      if (result == ARCHIVE_EOF) break;
      if (static_cast<std::uint64_t>(offset) != length)
        damaged(entry.path + " is sparse in the bundle");
      hash.update({static_cast<const char*>(bytes), count});
      length += count;
    }
    if (length != entry.size) damaged(entry.path + " is cut short in the bundle");
    entry.sha256 = hash.finish();
  }

  BundleStream& stream;
  std::exception_ptr failure;
  std::unique_ptr<struct archive, Deleter<archive_read_free>> archive{archive_read_new()};
};

TarReader::TarReader(BundleStream& stream) : handle_(std::make_unique<Handle>(stream)) {
  struct archive* tar = handle_->archive.get();
  handle_->check(archive_read_support_format_tar(tar));
  handle_->check(archive_read_open(tar, handle_.get(), nullptr, Handle::read, nullptr));
}

TarReader::~TarReader() = default;

std::optional<TarReader::Member> TarReader::next() {
  struct archive* tar = handle_->archive.get();
  struct archive_entry* header = nullptr;
  const int result = archive_read_next_header(tar, &header);
  handle_->check(result);
  if (result == ARCHIVE_EOF) return std::nullopt;
  Member member{entry_of(header), static_cast<std::uint64_t>(archive_read_header_position(tar))};
  if (member.entry.type == EntryType::file) handle_->hash_content(member.entry);
  return member;
}

}  // namespace switchback
