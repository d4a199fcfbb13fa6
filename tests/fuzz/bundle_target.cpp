#include <zstd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "repo-tools/verify/bundle_check.hpp"
#include "tests/fuzz/folder.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace fs = std::filesystem;
namespace {

constexpr const char* kBundle = "targets/demo/blobs/bundle";
constexpr const char* kIndex = "targets/demo/blobs/index";
constexpr TreeTotals kTotals{1, 1, 1, 3};

// What is signed: a small tree, whatever the tar holds, and the frames that the tar is in.
struct SignedBundle {
  std::string bundle;
  std::string index;
  IndexReference reference;
};

std::string compressed(std::string_view content) {
  std::string frame(ZSTD_compressBound(content.size()), '\0');
  const std::size_t length =
      ZSTD_compress(frame.data(), frame.size(), content.data(), content.size(), 1);
  must_hold(ZSTD_isError(length) == 0U, "a frame can be made");
  frame.resize(length);
  return frame;
}

void add_frame(std::string_view content, IndexWriter& writer, std::string& bundle) {
  const std::string frame = compressed(content);
  writer.add(Frame{static_cast<std::uint32_t>(content.size()),
                   static_cast<std::uint32_t>(frame.size()), Sha256::of(content),
                   Sha256::of(frame)});
  bundle += frame;
}

SignedBundle sign(std::string_view first, std::string_view second) {
  SignedBundle made;
  IndexWriter writer([&](std::string_view bytes) { made.index += bytes; });
  writer.add({"bin", EntryType::directory, 0755, 0, {}, {}, 512});
  writer.add({"bin/link", EntryType::symlink, 0, 0, {}, "run", 512});
  writer.add({"bin/run", EntryType::file, 0755, 3, Sha256::of("run"), {}, 512});
  for (const auto content : {first, second})
    if (!content.empty()) add_frame(content, writer, made.bundle);
  made.reference = writer.finish();
  return made;
}

}  // namespace

// The first two bytes say where the tar, which is the rest, is cut in two frames.
void bundle(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const std::size_t cut = static_cast<unsigned char>(bytes[0]) +
                          std::size_t{256} * static_cast<unsigned char>(bytes[1]);
  const std::string_view tar = bytes.substr(2);
  const std::string_view first = tar.substr(0, std::min(cut, tar.size()));
  const SignedBundle made = sign(first, tar.substr(first.size()));

  static const Folder folder;
  fs::create_directories(folder.path() / "metadata");
  fs::create_directories(folder.path() / fs::path(kBundle).parent_path());
  write(folder.path() / kBundle, made.bundle);
  write(folder.path() / kIndex, made.index);
  Findings findings;
  check_bundle(
      PublishedFolder(folder.path()),
      {kBundle, kIndex, {made.bundle.size(), Sha256::of(made.bundle)}, made.reference, kTotals, {}},
      {}, findings);
  must_hold(!findings.empty() || tar.find("bin/run") != std::string_view::npos,
            "a bundle without a finding holds what the index lists");
}

}  // namespace switchback::fuzz
