// Making changes survive a power cut: fsync of files and directories, and replacing a file
// atomically.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace switchback {

void fsync_file(int fd, const std::string& name);
void fsync_directory(const std::filesystem::path& path);
// One syncfs(2) on the file system that holds `path`; reports write-back errors since the last
// call.
void sync_file_system(const std::filesystem::path& path);

// The names that AtomicFile and its kind use until the rename: "NAME.tmp.PID.COUNT". A killed
// process leaves them; whoever holds the lock over `directory` removes them. A missing directory
// holds none.
bool is_temporary_name(std::string_view name);
void remove_temporaries(const std::filesystem::path& directory);

// A new file under a temporary name beside `path`. commit() makes content and name durable (fsync,
// rename, fsync of the directory); without it the destructor removes the temporary file and `path`
// is untouched.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path, unsigned mode = 0644);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  int fd() const { return file_.get(); }
  void write(std::string_view bytes);
  // `replace` false: StorageError (EEXIST) where `path` exists already.
  void commit(bool replace = true);

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  Descriptor file_;
  bool committed_ = false;
};

// AtomicFile in one call. The mode is exact whatever the umask.
void write_file_durably(const std::filesystem::path& path, std::string_view bytes,
                        unsigned mode = 0644);
// Atomic but not durable: after a power cut either content may be there. For caches and status
// files.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                           unsigned mode = 0644);

}  // namespace switchback
