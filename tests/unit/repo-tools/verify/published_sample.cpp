#include "tests/unit/repo-tools/verify/published_sample.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "base/files.hpp"
#include "core/tree/bundle_writer.hpp"
#include "repo-tools/repository/apply_transaction.hpp"

namespace switchback::test {
namespace fs = std::filesystem;

namespace {

// Cannot be compressed, so that the bundle has several frames of real size.
std::string random_bytes(std::size_t size) {
  std::mt19937_64 random(size);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

}  // namespace

std::string read_bytes(const fs::path& path) {
  return read_file(path, 64 << 20);
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

PublishedSample::PublishedSample() : repository_(directory_.path()) {
  repository_.init();
  publish("demo", "0a1", make_tree("one", 100, "one"));
  repository_.now += std::chrono::hours(1);
  publish("demo", "0b1", make_tree("two", 1'500'000, "two"));
  publish("demo", "0r1", make_tree("two", 1'500'000, "two"));
}

fs::path PublishedSample::make_tree(const std::string& name, std::size_t big_file,
                                    const std::string& text) const {
  const auto tree = directory_ / name;
  if (fs::exists(tree)) return tree;
  fs::create_directories(tree / "bin");
  fs::create_directories(tree / "empty");
  write_bytes(tree / "bin/run", "#!/bin/sh\n");
  ::chmod((tree / "bin/run").c_str(), 0755);
  write_bytes(tree / "text", text);
  write_bytes(tree / "nothing", "");
  write_bytes(tree / "big", random_bytes(big_file));
  write_bytes(tree / "\xc3\xa4 umlaut", "u");
  write_bytes(tree / std::string(150, 'l'), "long");
  fs::create_symlink("../text", tree / "bin/link");
  return tree;
}

void PublishedSample::publish(const std::string& product, const std::string& version,
                              const fs::path& tree) {
  {
    OpenRepository open(repository_.paths, "publish");
    PreparedRelease release;
    release.bundle = open.staging.new_file("bundle");
    release.index = open.staging.new_file("index");
    const auto written = write_bundle(tree, {}, release.bundle, release.index);
    release.manifest.product = product;
    release.manifest.version = *Version::parse(version);
    release.manifest.published = repository_.now;
    release.manifest.bundle = written.bundle;
    release.manifest.index = written.index;
    release.manifest.tree = written.tree;
    auto keys = repository_.key_folder();
    publish_releases(open, keys, {release}, {repository_.lifetimes, repository_.now});
  }
  acknowledge_transaction(repository_.paths);
}

VerifyReport PublishedSample::verify(Timestamp now) const {
  NullProgress progress;
  return verify_repository(repository_.paths.root(), {now, std::nullopt, 1, {}}, progress);
}

std::vector<std::string> PublishedSample::damaged() const {
  std::vector<std::string> paths;
  for (const auto& finding : verify().findings) paths.push_back(finding.path);
  return paths;
}

std::vector<std::string> PublishedSample::files() const {
  std::vector<std::string> found;
  for (const char* folder : {"metadata", "targets"}) {
    for (const auto& entry : fs::recursive_directory_iterator(*this / folder)) {
      if (entry.is_regular_file()) found.push_back(fs::relative(entry.path(), *this / "").string());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace switchback::test
