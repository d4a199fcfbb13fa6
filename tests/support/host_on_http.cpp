#include "tests/support/host_on_http.hpp"

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "tests/support/source_tree.hpp"

namespace switchback::test {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLarge = 4'000'000;

void make_tree(const fs::path& tree, const std::string& version, std::uint32_t seed) {
  put_file(tree / "bin/server", "#!/bin/sh\necho " + version + "\n", 0755);
  put_file(tree / "version", version);
  put_file(tree / "same", random_bytes(200'000, 1));
  put_file(tree / "changed", random_bytes(400'000, seed));
  std::string large = random_bytes(kLarge, 2);
  large.replace(1'000'000, 4, version + ";");
  put_file(tree / "large", large);
  fs::create_symlink("server", tree / "bin/link");
  fs::create_directory(tree / "empty");
}

}  // namespace

HostOnHttp::HostOnHttp()
    : first(repository.root()), second(repository.root()), root(directory / "app") {
  std::uint32_t seed = 10;
  for (const char* version : {"0r1", "0r2", "0r3"}) {
    make_tree(tree(version), version, ++seed);
    repository.publish(version, tree(version));
  }
  settings.network.timeout = std::chrono::seconds(10);  // a busy machine is no slow mirror
}

void HostOnHttp::init(bool two_mirrors) {
  InitRequest request;
  request.root = root;
  request.repositories = {first.url()};
  if (two_mirrors) request.repositories.push_back(second.url());
  request.product = "demo";
  request.trusted_root = repository.root_json();
  Host::init(request);
}

Host HostOnHttp::open() {
  return Host::open(root, settings);
}

Attempt HostOnHttp::attempt(const std::function<void(Host&)>& use) {
  constexpr int kOtherwise = 20;
  try {
    Host host = open();
    use(host);
    return {};
  } catch (const Error& error) {
    return {error.code(), error.what(), exit_status_of(error, kOtherwise)};
  }
}

Attempt HostOnHttp::change(UpdateRequest::Kind kind, const std::string& version) {
  return attempt([&](Host& host) {
    UpdateRequest request;
    request.kind = kind;
    if (!version.empty()) request.to = Version::parse(version);
    const Plan plan = host.plan(request);
    if (plan.nothing_to_do) return;
    const Update update = host.prepare(plan);
    host.activate(update);
    host.confirm(update);
  });
}

bool HostOnHttp::holds(const std::string& version) {
  return open().verify(false).empty() &&
         snapshot(fs::canonical(root / "current")) == snapshot(tree(version));
}

}  // namespace switchback::test
