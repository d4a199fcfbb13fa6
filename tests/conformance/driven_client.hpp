// tuf-client as a process, a simulated repository and an HTTP server between them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/fault_server.hpp"
#include "tests/support/repository_simulator.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::conformance {

class TufClient {
 public:
  TufClient();  // "root.json" in the directory is the simulator's root 1

  // The exit status.
  int run(const std::vector<std::string>& arguments,
          std::map<std::string, std::string> environment = {});
  int init();
  // Both publish the simulator's present state first, except files that are held back.
  int refresh(std::map<std::string, std::string> environment = {});
  int download(const std::vector<std::string>& targets);

  // From now on the server has these bytes, whatever the simulator says.
  void serve_instead(const std::string& file, std::string bytes);

  // Paths of the last refresh or download.
  std::vector<std::string> requests() const;
  std::string path(const std::string& name) const { return (directory / name).string(); }
  std::string stored(const std::string& name) const;  // "(none)" where there is no such file
  // Names in a folder, sorted.
  std::vector<std::string> names(const std::string& folder) const;

  test::TemporaryDirectory directory;
  test::RepositorySimulator sim;
  test::FaultServer server;
  std::string metadata_folder = "metadata/";  // below the server's URL

 private:
  // The present state of the simulator as files.
  void publish();

  std::map<std::string, std::string> instead_;
  std::size_t first_request_ = 0;
};

}  // namespace switchback::conformance
