// What a delta between two directories weighs and costs: bench-delta [encode|apply] OLD NEW
// WORK-FOLDER. Prints the bytes by kind, CPU seconds and peak memory of encoding and of applying;
// each part runs in a process of its own. `apply` alone uses what `encode` has left in the work
// folder: decodes and hashes all that the delta makes, as a host does, and writes nothing.
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/hex.hpp"
#include "core/delta/encode/encode_delta.hpp"
#include "core/delta/encode/verify_delta.hpp"
#include "core/delta/folder_files.hpp"
#include "core/tree/bundle_writer.hpp"
#include "core/tree/entry_lookup.hpp"
#include "manifest-schema/delta_header.hpp"

namespace {

using namespace switchback;

// Runs `part` in a child; its CPU time and peak memory are printed.
void measured(const char* name, const std::function<void()>& part) {
  ::malloc_trim(0);  // what came before is no part of the child's memory
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      part();
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}: {}\n", name, error.what());
      std::fflush(nullptr);
      ::_exit(1);
    }
    std::fflush(nullptr);
    ::_exit(0);
  }
  int status = 0;
  struct rusage usage {};
  if (::wait4(child, &status, 0, &usage) != child) std::exit(1);
  if (status != 0) {
    fmt::print(stderr, "{}: ended with status {:#x}\n", name, status);
    std::exit(1);
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  fmt::print("{:8} {:8.2f} CPU s  {:6} MiB peak RSS\n", name,
             seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss / 1024);
  std::fflush(stdout);
}

// A tree with its index, and what a manifest would say of that.
struct Side {
  std::filesystem::path folder;
  std::filesystem::path index;
  IndexReference reference;

  IndexFile open() const { return IndexFile::open(index, reference); }
};

std::filesystem::path said_of(const Side& side) {
  return side.index.string() + ".reference";
}

Side written(const std::filesystem::path& tree, const std::filesystem::path& index) {
  BundleOptions options;
  options.level = BundleLevel::fast;
  Side side{tree, index, write_bundle(tree, options, index.string() + ".bundle", index).index};
  const IndexReference& is = side.reference;
  std::ofstream(said_of(side)) << is.length << ' ' << is.sha256.hex() << ' ' << is.list_offset
                               << ' ' << is.list_sha256.hex() << ' ' << is.entries << ' '
                               << is.frames << ' ' << static_cast<unsigned>(is.cut);
  return side;
}

Side found(const std::filesystem::path& tree, const std::filesystem::path& index) {
  Side side{tree, index, {}};
  IndexReference& is = side.reference;
  std::string sha256, list_sha256;
  unsigned cut = 0;
  std::ifstream said(said_of(side));
  if (!(said >> is.length >> sha256 >> is.list_offset >> list_sha256 >> is.entries >> is.frames >>
        cut))
    throw StorageError("read", said_of(side).string(), ENOENT);
  is.cut = static_cast<IndexCut>(cut);
  is.sha256 = Sha256Digest::from_bytes(hex_decode(sha256).value_or(""));
  is.list_sha256 = Sha256Digest::from_bytes(hex_decode(list_sha256).value_or(""));
  return side;
}

// Each frame with the first path that it makes.
void print_frames(const std::filesystem::path& delta, std::uint64_t header_length,
                  const IndexFile& new_index) {
  const Descriptor file = open_file(delta, O_RDONLY);
  const auto length = static_cast<std::size_t>(header_length);
  EntryLookup entries(new_index);
  for (const DeltaFrame& frame :
       parse_delta_header(pread_exact(file.get(), length, 0, delta.string())).frames)
    fmt::print("  {:>9} bytes, coding {}, {:>4} sources, {:>4} outputs from {}\n",
               frame.compressed_length, static_cast<int>(frame.coding), frame.sources.size(),
               frame.outputs.size(),
               frame.outputs.empty() ? "" : entries.at(frame.outputs.front().ordinal).path);
}

void encode(const Side& before, const Side& after, const std::filesystem::path& delta) {
  const IndexFile old_index = before.open();
  const IndexFile new_index = after.open();
  FolderFiles old_files(before.folder, old_index);
  FolderFiles new_files(after.folder, new_index);
  const DeltaResult result = encode_delta(old_index, old_files, new_index, new_files, {}, delta);
  fmt::print("{} bytes: header {}, index change {}, frames {} ({} frames, {} files, {} bytes)\n",
             result.length, result.header_length, result.index_change_length, result.frames_length,
             result.frames, result.made_files, result.made_bytes);
  print_frames(delta, result.header_length, new_index);
  // For the process that applies it; a manifest says it.
  std::ofstream(delta.string() + ".header-length") << result.header_length;
}

void apply(const Side& before, const Side& after, const std::filesystem::path& delta) {
  const IndexFile old_index = before.open();
  const IndexFile new_index = after.open();
  FolderFiles old_files(before.folder, old_index);
  FolderFiles new_files(after.folder, new_index);
  std::uint64_t header_length = 0;
  std::ifstream(delta.string() + ".header-length") >> header_length;
  verify_delta(delta, header_length, old_index, old_files, new_index, new_files);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count == 5 ? arguments[1] : count == 4 ? "both" : "";
  if (what != "both" && what != "encode" && what != "apply") {
    fmt::print(stderr, "usage: bench-delta [encode|apply] OLD NEW WORK-FOLDER\n");
    return 2;
  }
  const std::filesystem::path work = arguments[count - 1];
  std::filesystem::create_directories(work);
  try {
    const auto side = what == "apply" ? found : written;
    const Side before = side(arguments[count - 3], work / "old.index");
    const Side after = side(arguments[count - 2], work / "new.index");
    if (what != "apply") measured("encode", [&] { encode(before, after, work / "delta"); });
    if (what != "encode") measured("apply", [&] { apply(before, after, work / "delta"); });
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
