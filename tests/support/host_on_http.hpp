// A host in a temporary directory whose repositories are two copies of one PublishedRepository
// behind fault servers: what a person's `switchback` meets when a mirror misbehaves.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "switchback/host.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/published_repository.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::test {

// "ok", or the code of the error and its text.
struct Attempt {
  std::string code = "ok";
  std::string text;
  int status = 0;  // of the process that would have run it
};

class HostOnHttp {
 public:
  // Publishes 0r1, 0r2 and 0r3 of `demo`: small files, a changed large file and symlinks.
  HostOnHttp();

  // Registers the host with one mirror or two.
  void init(bool two_mirrors = false);
  Attempt install(const std::string& version) {
    return change(UpdateRequest::Kind::install, version);
  }
  Attempt upgrade(const std::string& version) {
    return change(UpdateRequest::Kind::upgrade, version);
  }
  Attempt change(UpdateRequest::Kind kind, const std::string& version);
  Attempt attempt(const std::function<void(Host&)>& use);

  // True where the active tree is exactly the published one and both slots verify.
  bool holds(const std::string& version);
  std::filesystem::path tree(const std::string& version) const {
    return directory / ("tree-" + version);
  }
  Host open();

  TemporaryDirectory directory;
  PublishedRepository repository;
  FaultServer first;
  FaultServer second;
  std::filesystem::path root;
  HostSettings settings;
};

}  // namespace switchback::test
