// A repository with real releases, to be damaged.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "repo-tools/verify/verify_repository.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

namespace switchback::test {

class PublishedSample {
 public:
  // `demo` with releases 0a1, 0b1 and 0r1, whose trees have every type of entry.
  PublishedSample();

  void publish(const std::string& product, const std::string& version,
               const std::filesystem::path& tree);
  VerifyReport verify() const { return verify(repository_.now); }
  VerifyReport verify(Timestamp now) const;
  // The paths of all findings.
  std::vector<std::string> damaged() const;
  // Relative paths of everything in metadata/ and targets/, sorted.
  std::vector<std::string> files() const;

  std::filesystem::path operator/(const std::string& relative) const {
    return repository_.paths.root() / relative;
  }
  TestRepository& repository() { return repository_; }
  std::filesystem::path make_tree(const std::string& name, std::size_t big_file,
                                  const std::string& text) const;

 private:
  TemporaryDirectory directory_;
  TestRepository repository_;
};

std::string read_bytes(const std::filesystem::path& path);
// In place: the file keeps its mode.
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

}  // namespace switchback::test
