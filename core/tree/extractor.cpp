#include "core/tree/extractor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <string>
#include <system_error>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/tree/archive_input.hpp"
#include "core/tree/tar_reader.hpp"
#include "core/tree/tree_writer.hpp"

namespace switchback {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;
// Paths of directories and symlinks are remembered until the end.
constexpr std::size_t kMaxRemembered = 128 * 1024 * 1024;

[[noreturn]] void refuse(const TreeEntry& entry, const std::string& reason) {
  throw TrustError("trust-format", "\"" + entry.path + "\" is refused: " + reason);
}

[[noreturn]] void refuse_limit(const std::string& what) {
  throw TrustError("trust-limit", "the archive is refused: " + what);
}

// A directory beside the destination that becomes the destination, or goes.
class GrowingTree {
 public:
  explicit GrowingTree(const std::filesystem::path& destination) : destination_(destination) {
    if (!destination_.has_filename()) destination_ = destination_.parent_path();  // "d/" is "d"
    check_destination();
    const auto parent = destination_.parent_path();
    std::string name = (parent.empty() ? "." : parent.string()) + "/.extract-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw StorageError("mkdtemp", name, errno);
    temporary_ = name;
  }
  GrowingTree(const GrowingTree&) = delete;
  GrowingTree& operator=(const GrowingTree&) = delete;
  ~GrowingTree() {
    std::error_code ignored;
    if (!temporary_.empty()) std::filesystem::remove_all(temporary_, ignored);
  }

  const std::filesystem::path& path() const { return temporary_; }

  void commit() {
    if (::chmod(temporary_.c_str(), 0755) != 0)
      throw StorageError("chmod", temporary_.string(), errno);
    // Over an empty directory this succeeds, over anything else it fails.
    if (::rename(temporary_.c_str(), destination_.c_str()) != 0)
      throw StorageError("rename", destination_.string(), errno);
    temporary_.clear();
  }

 private:
  void check_destination() {
    const auto info = stat_at(AT_FDCWD, destination_.string());
    if (!info) return;
    std::error_code error;
    if (!S_ISDIR(info->st_mode) || !std::filesystem::is_empty(destination_, error) || error)
      throw ConfigError("usage", destination_.string() + " exists and is not an empty directory");
    destination_ = std::filesystem::canonical(destination_);  // "." has no name to rename to
  }

  std::filesystem::path destination_;
  std::filesystem::path temporary_;
};

class Extraction {
 public:
  Extraction(const std::filesystem::path& archive, int root_fd, const ExtractionLimits& limits)
      : input_(archive), writer_(root_fd), limits_(limits) {}

  ExtractionTotals run() {
    while (const TreeEntry* entry = reader_.next()) {
      validate_tree_entry(*entry);
      check_limits(*entry);
      create(*entry);
    }
    for (const auto& symlink : symlinks_)  // clang 14 captures no structured binding
      in_place(symlink.second, [&] { writer_.make_symlink(symlink.second); });
    return totals_;
  }

 private:
  void create(const TreeEntry& entry) {
    in_place(entry, [&] {
      make_parents(entry);
      add(entry);
    });
  }

  // The tree is new and nobody else writes there: what is in the way came from the archive.
  template <typename Call>
  static void in_place(const TreeEntry& entry, Call call) {
    try {
      call();
    } catch (const StorageError& error) {
      if (error.error_number() == EEXIST || error.error_number() == ENOTDIR)
        refuse(entry, "another entry stands in its place");
      throw;
    }
  }

  void check_limits(const TreeEntry& entry) {
    if (++totals_.entries > limits_.entries) refuse_limit("it has too many entries");
    if (entry.size > limits_.file_bytes) refuse_limit("a file is too large");
    if (entry.size > limits_.bytes - totals_.bytes)
      refuse_limit("its files are too large together");
    totals_.bytes += entry.size;
    const auto slashes = std::count(entry.path.begin(), entry.path.end(), '/');
    if (static_cast<std::uint64_t>(slashes) >= limits_.depth) refuse_limit("a path is too deep");
  }

  void remember(std::size_t bytes) {
    remembered_ += bytes + 64;
    if (remembered_ > kMaxRemembered) refuse_limit("its names are too long together");
  }

  // Directories without an entry of their own are made on the way.
  void make_parents(const TreeEntry& entry) {
    for (auto slash = entry.path.find('/'); slash != std::string::npos;
         slash = entry.path.find('/', slash + 1)) {
      const std::string parent = entry.path.substr(0, slash);
      if (directories_.count(parent) != 0) continue;
      make_directory({parent, EntryType::directory, 0755, 0, {}, "", 512}, false);
    }
  }

  void make_directory(const TreeEntry& entry, bool has_entry) {
    if (symlinks_.count(entry.path) != 0) refuse(entry, "its path is that of a symlink");
    remember(entry.path.size());
    writer_.make_directory(entry);
    directories_[entry.path] = has_entry;
  }

  void add(const TreeEntry& entry) {
    const auto directory = directories_.find(entry.path);
    const bool is_directory = entry.type == EntryType::directory;
    if (directory != directories_.end() && (!is_directory || directory->second))
      refuse(entry, "it is there twice");
    if (symlinks_.count(entry.path) != 0) refuse(entry, "it is there twice");
    if (is_directory) return make_directory(entry, true);
    if (entry.type == EntryType::file) return write_file(entry);
    remember(entry.path.size() + entry.link_target.size());
    symlinks_[entry.path] = entry;
  }

  void write_file(const TreeEntry& entry) {
    const Descriptor file = writer_.create_file(entry.path);
    std::uint64_t written = 0;
    while (const std::size_t count = reader_.read(buffer_.data(), buffer_.size())) {
      write_all(file.get(), {buffer_.data(), count}, entry.path);
      written += count;
    }
    if (written != entry.size) refuse(entry, "its content is cut short");
    writer_.finish_file(file, entry);
  }

  ArchiveInput input_;
  TarReader reader_{[this] { return input_.next(); }};
  TreeWriter writer_;
  ExtractionLimits limits_;
  ExtractionTotals totals_;
  std::string buffer_ = std::string(kBuffer, '\0');
  std::size_t remembered_ = 0;
  std::map<std::string, bool> directories_;    // true: has an entry of its own
  std::map<std::string, TreeEntry> symlinks_;  // made last
};

}  // namespace

ExtractionTotals extract_archive(const std::filesystem::path& archive,
                                 const std::filesystem::path& destination,
                                 const ExtractionLimits& limits) {
  GrowingTree tree(destination);
  const Descriptor root = open_file(tree.path(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const ExtractionTotals totals = Extraction(archive, root.get(), limits).run();
  tree.commit();
  return totals;
}

}  // namespace switchback
