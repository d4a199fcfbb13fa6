// An adapter over the client library, so that TUF test suites can drive it: exit 0 or 1.
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/transport/mirror.hpp"
#include "core/trust/directory_store.hpp"
#include "core/trust/target_fetch.hpp"
#include "core/trust/trust_client.hpp"
#include "tests/conformance/tuf_client/arguments.hpp"
#include "tests/conformance/tuf_client/target_directory.hpp"

namespace switchback::conformance {
namespace {

constexpr std::uint64_t kMaxRootFile = 64 * 1024 * 1024;  // copied as it is: refresh judges it

// No request is ever sent twice, so none may meet a connection that the server has closed already.
std::unique_ptr<Fetcher> fetcher_of(const std::string& url) {
  TransportOptions options;
  options.keep_connections = false;
  return make_fetcher(url, options);
}

void init(const Arguments& arguments) {
  const std::string root = read_file(arguments.trusted_root, kMaxRootFile);
  std::filesystem::create_directories(arguments.metadata_dir);
  DirectoryMetadataStore(arguments.metadata_dir).initialise(root);
}

void download(TrustClient& client, const Arguments& arguments) {
  const auto fetcher = fetcher_of(arguments.target_base_url);
  const TargetDirectory directory(arguments.target_dir);
  for (const std::string& name : arguments.target_names) {
    const auto target = client.find_target(name);
    if (!target) throw TrustError("trust-not-listed", "no role lists the target " + name);
    if (directory.holds(name, *target)) continue;
    directory.store(name,
                    fetch_target(*fetcher, "", name, *target, client.root().consistent_snapshot));
  }
}

void refresh(const Arguments& arguments) {
  const auto fetcher = fetcher_of(arguments.metadata_url);
  DirectoryMetadataStore store(arguments.metadata_dir);
  TrustOptions options;
  options.metadata_prefix.clear();  // the URL is that of the metadata itself
  TrustClient client(*fetcher, store, std::move(options));
  client.refresh(now());
  if (arguments.command == Command::download) download(client, arguments);
}

int run(const std::vector<std::string>& words) {
  if (words == std::vector<std::string>{"--help"}) return std::fputs(kUsage, stdout) < 0 ? 1 : 0;
  try {
    const Arguments arguments = parse_arguments(words);
    arguments.command == Command::init ? init(arguments) : refresh(arguments);
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "tuf-client: %s (%s)\n", error.what(), error.code().c_str());
    if (!error.next_step().empty()) std::fprintf(stderr, "%s\n", error.next_step().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tuf-client: %s\n", error.what());
  }
  return 1;
}

}  // namespace
}  // namespace switchback::conformance

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): cannot fail for these arguments
  return switchback::conformance::run({argv + 1, argv + argc});
}
