#include <fcntl.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <climits>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "updater/cli/commands.hpp"

namespace switchback {
namespace {

constexpr std::string_view kFingerprintPrefix = "sha256:";
constexpr std::uint64_t kMaxRootLength = 512'000;

struct InitOptions {
  std::vector<std::string> repositories;
  std::string product;
  std::string trust;
  std::string name;
  std::string roots = "/etc/switchback/roots.d";
};

std::string read_trusted_root(const std::string& file) {
  try {
    return read_file(file, kMaxRootLength);
  } catch (const StorageError& error) {
    throw ConfigError("usage", std::string("--trust: ") + error.what(),
                      "give the ROOT.json or the sha256:HEX that the publisher told you");
  }
}

InitRequest request_of(const Invocation& invocation, const InitOptions& options) {
  InitRequest request;
  request.root = invocation.root();
  request.repositories = options.repositories;
  request.product = options.product;
  if (options.trust.starts_with(kFingerprintPrefix)) {
    request.trusted_root_sha256 = options.trust.substr(kFingerprintPrefix.size());
  } else {
    request.trusted_root = read_trusted_root(options.trust);
  }
  return request;
}

// A listed root: one file that holds its absolute path.
struct Registration {
  std::filesystem::path file;
  std::string line;
};

// Refused before the root is made: afterwards `init` could not be repeated.
std::optional<Registration> registration_of(const InitOptions& options,
                                            const std::filesystem::path& root) {
  if (options.name.empty()) return std::nullopt;
  if (options.name.find('/') != std::string::npos || options.name.starts_with('.'))
    throw ConfigError("usage", "--register: '" + options.name + "' is not a name",
                      "use a plain name such as the application's");
  const Registration registration{
      std::filesystem::path(options.roots) / options.name,
      std::filesystem::absolute(root).lexically_normal().string() + "\n"};
  const auto existing = open_if_exists(registration.file, O_RDONLY | O_NOFOLLOW);
  if (existing &&
      read_all(existing->get(), PATH_MAX, registration.file.string()) != registration.line)
    throw ConfigError("usage", "--register: '" + options.name + "' is another root's name",
                      "choose another, or remove " + registration.file.string());
  return registration;
}

void make_roots_folder(const std::string& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw StorageError("mkdir", folder, failure.value());
}

void init_host(const InitRequest& request, const InitOptions& options, bool dry_run) {
  try {
    dry_run ? Host::require_can_init(request) : Host::init(request);
  } catch (const TrustError& error) {
    throw TrustError(error.code(), "--trust " + options.trust + ": " + error.what(),
                     "give the ROOT.json or the sha256:HEX that the publisher told you");
  }
}

int run_init(Invocation& invocation, const InitOptions& options) {
  const InitRequest request = request_of(invocation, options);
  const auto registration = registration_of(options, request.root);
  if (invocation.options.dry_run) {
    init_host(request, options, true);
    invocation.out().line("would make " + request.root.string() + " a root for " + request.product);
    return kExitOk;
  }
  if (registration) make_roots_folder(options.roots);
  init_host(request, options, false);
  if (registration) write_file_durably(registration->file, registration->line, 0644);
  invocation.out().line(request.root.string() + " is a root for " + request.product);
  invocation.out().line("next: switchback --root " + request.root.string() + " install");
  return kExitOk;
}

}  // namespace

void add_init_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("init", "Register this host and make the root");
  const auto options = std::make_shared<InitOptions>();
  command
      ->add_option("--repo", options->repositories,
                   "Base URL: http(s):// or file://; repeat for mirrors")
      ->required()
      ->expected(1)
      ->take_all();
  command->add_option("--product", options->product, "The product to install")->required();
  command
      ->add_option("--trust", options->trust, "The trusted ROOT.json, or sha256:HEX of 1.root.json")
      ->required();
  command->add_option("--register", options->name, "List the root under this name");
  command->add_option("--roots", options->roots, "The folder of listed roots");
  do_when_chosen(*command, invocation, [&invocation, options] {
    invocation.failure_status = kExitHostFailure;
    return run_init(invocation, *options);
  });
}

}  // namespace switchback
