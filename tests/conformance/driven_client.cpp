#include "tests/conformance/driven_client.hpp"

#include <algorithm>
#include <filesystem>

#include "base/durable.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "core/transport/url_text.hpp"
#include "core/trust/role_file.hpp"

namespace switchback::conformance {

TufClient::TufClient() : sim(now() + std::chrono::hours(24 * 30)) {
  write_file_durably(directory / "root.json", sim.root_bytes(1));
}

int TufClient::run(const std::vector<std::string>& arguments,
                   std::map<std::string, std::string> environment) {
  std::vector<std::string> command = {SWITCHBACK_TUF_CLIENT};
  command.insert(command.end(), arguments.begin(), arguments.end());
  ProcessOptions options;
  options.environment = std::move(environment);
  return run_process(command, options).exit_status;
}

int TufClient::init() {
  return run({"--metadata-dir", path("metadata"), "init", path("root.json")});
}

int TufClient::refresh(std::map<std::string, std::string> environment) {
  publish();
  first_request_ = server.requests().size();
  return run({"--metadata-url", server.url() + metadata_folder, "--metadata-dir", path("metadata"),
              "refresh"},
             std::move(environment));
}

int TufClient::download(const std::vector<std::string>& targets) {
  publish();
  first_request_ = server.requests().size();
  std::vector<std::string> arguments = {"--metadata-url", server.url() + metadata_folder,
                                        "--metadata-dir", path("metadata")};
  for (const std::string& target : targets) {
    arguments.emplace_back("--target-name");
    arguments.push_back(target);
  }
  for (const auto& word :
       {std::string("--target-dir"), path("targets"), std::string("--target-base-url"),
        server.url() + "targets/", std::string("download")})
    arguments.push_back(word);
  return run(arguments);
}

void TufClient::serve_instead(const std::string& file, std::string bytes) {
  instead_[file] = std::move(bytes);
}

std::vector<std::string> TufClient::requests() const {
  std::vector<std::string> paths;
  for (const test::RecordedRequest& request : server.requests()) paths.push_back(request.path);
  return {paths.begin() + static_cast<std::ptrdiff_t>(first_request_), paths.end()};
}

std::string TufClient::stored(const std::string& name) const {
  return read_file_if_exists(directory / name, 1 << 20).value_or("(none)");
}

std::vector<std::string> TufClient::names(const std::string& folder) const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory / folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

void TufClient::publish() {
  const bool consistent = sim.root.consistent_snapshot;
  for (std::uint64_t version = 1; version <= sim.root.version; ++version)
    server.put(metadata_folder + std::to_string(version) + ".root.json", sim.root_bytes(version));
  server.put(metadata_folder + "timestamp.json", sim.role_bytes("timestamp"));
  server.put(metadata_folder + role_file_name("snapshot", sim.snapshot.version, consistent),
             sim.role_bytes("snapshot"));
  for (const auto& [name, role] : sim.roles) {
    server.put(metadata_folder + role_file_name(name, role.version, consistent),
               sim.role_bytes(name));
    for (const auto& [target_path, target] : role.targets)
      server.put("targets/" + request_path(target_file_path(target_path, target, consistent)),
                 sim.contents[target_path]);
  }
  for (const auto& [file, bytes] : instead_) server.put(file, bytes);
}

}  // namespace switchback::conformance
