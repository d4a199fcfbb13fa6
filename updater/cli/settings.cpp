#include "updater/cli/settings.hpp"

#include "updater/config/load_configuration.hpp"

namespace switchback {
namespace {

// File names in the configuration are relative to the root.
std::string resolved(const std::filesystem::path& root, const std::string& name) {
  return name.empty() ? name : (root / name).string();
}

}  // namespace

CommandSettings load_settings(const std::filesystem::path& root, const Environment& environment) {
  const Configuration configuration = load_configuration(
      root, EnvironmentVariables(environment.all().begin(), environment.all().end()));
  const RepositorySettings& repository = configuration.repository;
  CommandSettings settings;
  settings.require_confirmation = configuration.safety.require_confirmation;
  settings.host.channel = configuration.policy.channel;
  settings.host.max_download = configuration.policy.max_download;
  settings.host.on_delta_failure = configuration.policy.on_delta_failure;
  NetworkSettings& network = settings.host.network;
  network.ca_file = resolved(root, repository.ca);
  network.client_certificate = resolved(root, repository.client_cert);
  network.token_file = resolved(root, repository.token_file);
  network.proxy = repository.proxy;
  network.limit_rate = repository.limit_rate;
  if (repository.timeout) network.timeout = *repository.timeout;
  return settings;
}

}  // namespace switchback
