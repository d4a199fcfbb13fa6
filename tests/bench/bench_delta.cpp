// What a delta between two directories weighs and costs: bench-delta OLD NEW WORK-FOLDER
// Prints the bytes by kind, CPU seconds and peak memory of encoding and of applying; each part runs
// in a process of its own.
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "base/files.hpp"
#include "core/delta/encode/encode_delta.hpp"
#include "core/delta/encode/verify_delta.hpp"
#include "core/delta/folder_files.hpp"
#include "core/tree/bundle_writer.hpp"
#include "core/tree/index_file.hpp"
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

struct Side {
  BundleResult bundle;
  std::filesystem::path folder;
  std::filesystem::path index;

  Side(const std::filesystem::path& tree, const std::filesystem::path& work, const char* name)
      : folder(tree), index(work / (std::string(name) + ".index")) {
    BundleOptions options;
    options.level = BundleLevel::fast;
    bundle = write_bundle(tree, options, work / (std::string(name) + ".bundle"), index);
  }
  IndexFile open() const { return IndexFile::open(index, bundle.index); }
};

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
  if (count != 4) {
    fmt::print(stderr, "usage: bench-delta OLD NEW WORK-FOLDER\n");
    return 2;
  }
  const std::filesystem::path work = arguments[3];
  std::filesystem::create_directories(work);
  const Side before(arguments[1], work, "old");
  const Side after(arguments[2], work, "new");
  measured("encode", [&] { encode(before, after, work / "delta"); });
  measured("apply", [&] { apply(before, after, work / "delta"); });
}
