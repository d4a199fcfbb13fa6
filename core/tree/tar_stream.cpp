#include "core/tree/tar_stream.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <stdexcept>
#include <utility>

#include "base/deleter.hpp"

namespace switchback {
namespace {

extern "C" la_ssize_t append_to_string(struct archive*, void* out, const void* bytes,
                                       size_t length) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), length);
  return static_cast<la_ssize_t>(length);
}

unsigned file_type(EntryType type) {
  if (type == EntryType::directory) return AE_IFDIR;
  return type == EntryType::symlink ? AE_IFLNK : AE_IFREG;
}

}  // namespace

struct TarStream::Handle {
  std::string out;  // before `archive`, which still writes when it is freed
  std::unique_ptr<struct archive, Deleter<archive_write_free>> archive{archive_write_new()};
  std::unique_ptr<struct archive_entry, Deleter<archive_entry_free>> entry{archive_entry_new()};

  void check(int result, const char* what) const {
    if (result == ARCHIVE_OK) return;
    const char* reason = archive_error_string(archive.get());
    throw std::runtime_error(std::string("tar ") + what + ": " + (reason ? reason : "unknown"));
  }
  std::string take() { return std::exchange(out, {}); }
};

TarStream::TarStream() : handle_(std::make_unique<Handle>()) {
  struct archive* tar = handle_->archive.get();
  handle_->check(archive_write_set_format_pax_restricted(tar), "format");
  handle_->check(archive_write_set_bytes_per_block(tar, 0), "blocks");
  handle_->check(archive_write_open(tar, &handle_->out, nullptr, append_to_string, nullptr),
                 "open");
}

TarStream::~TarStream() = default;

std::string TarStream::header(const TreeEntry& entry) {
  struct archive_entry* header = archive_entry_clear(handle_->entry.get());
  archive_entry_set_pathname(header, entry.path.c_str());
  archive_entry_set_filetype(header, file_type(entry.type));
  archive_entry_set_perm(header, entry.type == EntryType::symlink ? 0777 : entry.mode);
  archive_entry_set_size(header, static_cast<la_int64_t>(entry.size));
  archive_entry_set_mtime(header, 0, 0);
  archive_entry_set_uid(header, 0);
  archive_entry_set_gid(header, 0);
  if (entry.type == EntryType::symlink)
    archive_entry_set_symlink(header, entry.link_target.c_str());
  handle_->check(archive_write_header(handle_->archive.get(), header), "header");
  return handle_->take();
}

std::string TarStream::content(std::string_view bytes) {
  const la_ssize_t written = archive_write_data(handle_->archive.get(), bytes.data(), bytes.size());
  if (written != static_cast<la_ssize_t>(bytes.size())) handle_->check(ARCHIVE_FATAL, "content");
  return handle_->take();
}

std::string TarStream::padding() {
  handle_->check(archive_write_finish_entry(handle_->archive.get()), "padding");
  return handle_->take();
}

std::string TarStream::finish() {
  handle_->check(archive_write_close(handle_->archive.get()), "end");
  return handle_->take();
}

}  // namespace switchback
