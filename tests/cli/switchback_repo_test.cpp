#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/descriptor.hpp"
#include "base/file_lock.hpp"
#include "base/files.hpp"
#include "tests/cli/command_run.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/raw_http.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

using Arguments = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

class Publisher {
 public:
  Publisher() {
    write(tree() / "bin/server", "#!/bin/sh\necho one\n");
    write(tree() / "data.txt", std::string(100'000, 'x'));
    fs::create_symlink("server", tree() / "bin/link");
  }

  fs::path folder() const { return folder_.path(); }
  fs::path tree() const { return folder_ / "tree"; }
  std::string repository() const { return (folder_ / "repo").string(); }

  CommandOutcome run(Arguments arguments, const Variables& variables = {}) const {
    arguments.insert(arguments.begin(), SWITCHBACK_REPO_BINARY);
    arguments.insert(arguments.begin() + 2, repository());
    return run_command(arguments, variables);
  }
  CommandOutcome init() const { return run({"init", "--no-passphrase"}); }
  CommandOutcome publish(const std::string& version, Arguments more = {}) const {
    Arguments arguments{"publish", "--product", "demo",         "--version",
                        version,   "--tree",    tree().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  // Every file's path, mode and content below the folder.
  std::map<std::string, std::string> everything() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
      const std::string mode =
          std::to_string(static_cast<int>(entry.symlink_status().permissions()));
      files[entry.path().string()] =
          mode + (entry.is_regular_file() ? read_file(entry.path(), 1 << 24) : "");
    }
    return files;
  }

 private:
  TemporaryDirectory folder_;
};

// `serve` on a free port, as a process.
class ServedRepository {
 public:
  explicit ServedRepository(const std::string& repository, const char* option = nullptr,
                            const char* value = nullptr) {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    output_ = Descriptor(ends[0]);
    const Descriptor writer(ends[1]);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(writer.get(), STDOUT_FILENO);
      ::execl(SWITCHBACK_REPO_BINARY, "switchback-repo", "serve", repository.c_str(), "--listen",
              "127.0.0.1:0", option, value, nullptr);
      ::_exit(127);
    }
  }
  ~ServedRepository() {
    if (child_ > 0) end(SIGKILL);
  }
  // What follows "listening on " in the first line.
  std::string url() {
    char c = 0;
    while (url_.find('\n') == std::string::npos && ::read(output_.get(), &c, 1) == 1) url_ += c;
    const auto begin = url_.find("http://");
    return begin == std::string::npos ? url_ : url_.substr(begin, url_.find('\n') - begin);
  }
  int end(int signal) {
    int status = 0;
    ::kill(child_, signal);
    ::waitpid(std::exchange(child_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t child_ = -1;
  Descriptor output_;
  std::string url_;
};

void check_two_lines(const CommandOutcome& outcome, const std::string& code) {
  CHECK_THAT(outcome.err, Catch::Contains("(" + code + ")\n  "));
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 2);
}

json schema(const std::string& command) {
  return json::parse(read_file(
      fs::path(SWITCHBACK_SOURCE_DIR) / "manifest-schema/schemas" / (command + ".schema.json"),
      1 << 20));
}

}  // namespace

TEST_CASE("a release is published, listed and shown") {
  const Publisher publisher;
  const CommandOutcome init = publisher.init();
  CHECK(init.status == 0);
  CHECK_THAT(init.out, Catch::Contains("sha256:") && Catch::Contains("1.root.json") &&
                           Catch::Contains("offline"));
  const CommandOutcome published = publisher.publish("0r1");
  CHECK(published.status == 0);
  CHECK_THAT(published.out, Catch::Contains("published demo 0r1"));
  write(publisher.tree() / "data.txt", "changed");
  CHECK_THAT(publisher.publish("0r2").out, Catch::Contains("0r1") && Catch::Contains("nothing"));
  CHECK_THAT(publisher.run({"list"}).out, Catch::Contains("0r2") && Catch::Contains("0r1"));
  CHECK_THAT(publisher.run({"show", "0r1"}).out, Catch::Contains("demo 0r1"));
}

TEST_CASE("the bundle opens with tar") {
  const Publisher publisher;
  publisher.init();
  publisher.publish("0r1");
  const json shown = json::parse(publisher.run({"show", "0r1", "--json"}).out);
  const std::string sha256 = shown.at("manifest").at("bundle").at("sha256");
  const fs::path blob = fs::path(publisher.repository()) / "targets/demo/blobs" / sha256;
  const CommandOutcome listing = run_command({"tar", "--zstd", "-tf", blob.string()});
  CHECK(listing.status == 0);
  CHECK(listing.out == "bin/\nbin/link\nbin/server\ndata.txt\n");
}

TEST_CASE("JSON of list and show conforms to its schema") {
  const Publisher publisher;
  publisher.init();
  CHECK(schema_violations(json::parse(publisher.run({"list", "--json"}).out), schema("list"))
            .empty());
  write(publisher.folder() / "changes.md", "## Security\n- closed a hole (cve: CVE-2026-1234)\n");
  publisher.publish("0b1", {"--changelog", (publisher.folder() / "changes.md").string()});
  const json list = json::parse(publisher.run({"list", "--json"}).out);
  CHECK(schema_violations(list, schema("list")).empty());
  CHECK(list.at("releases").at(0).at("security") == true);
  CHECK(list.at("releases").at(0).at("channel") == "beta");
  const json show = json::parse(publisher.run({"show", "0b1", "--json"}).out);
  CHECK(schema_violations(show, schema("show")).empty());
}

TEST_CASE("each refusal has its exit status and two lines") {
  const Publisher publisher;
  const auto refused = [](const CommandOutcome& outcome, int status, const std::string& code) {
    CHECK(outcome.status == status);
    CHECK(outcome.out.empty());
    check_two_lines(outcome, code);
  };
  refused(publisher.run({"list"}), 10, "not-found");
  refused(publisher.publish("0r1"), 10, "not-found");
  refused(publisher.run({"frobnicate"}), 2, "usage");
  publisher.init();
  refused(publisher.init(), 1, "exists");
  refused(publisher.publish("1.0"), 2, "usage");
  refused(publisher.publish("0r1", {"--product", "Demo"}), 2, "usage");
  refused(publisher.publish("0r1", {"--expires", "nobody=1d"}), 2, "usage");
  refused(publisher.publish("0r1", {"--level", "most"}), 2, "usage");
  refused(publisher.publish("0r1", {"--memory", "much"}), 2, "usage");
  refused(publisher.publish("0r1", {"--changelog", "/nonexistent"}), 2, "usage");
  refused(publisher.publish("0r1", {"--keys", publisher.repository() + "/keys"}), 2, "config");
  refused(publisher.publish("0r1", {"--keys", "/nonexistent"}), 10, "not-found");
  publisher.publish("0r1", {"--progress", "none"});
  refused(publisher.publish("0r1", {"--progress", "none"}), 1, "exists");
  refused(publisher.run({"show", "0r9"}), 10, "not-found");
  refused(publisher.run({"show", "0r1", "--product", "other"}), 10, "not-found");
}

TEST_CASE("what a release says about itself is validated before anything is published") {
  const Publisher publisher;
  publisher.init();
  write(publisher.tree() / ".switchback/release.yml", "product: demo\nsecurty: true\n");
  const auto before = publisher.everything();
  const CommandOutcome outcome = publisher.publish("0r1", {"--progress", "none"});
  CHECK(outcome.status == 2);
  CHECK_THAT(outcome.err, Catch::Contains("release.yml:2:") && Catch::Contains("security"));
  CHECK_THAT(publisher.run({"list"}).out, Catch::Contains("nothing has been published"));
}

TEST_CASE("a held lock ends a second run with 11 and says who holds it") {
  const Publisher publisher;
  publisher.init();
  const FileLock held =
      FileLock::acquire(publisher.repository() + ".state/lock", "publish of another process");
  for (const auto& outcome : {publisher.publish("0r1"), publisher.run({"refresh"})}) {
    CHECK(outcome.status == 11);
    CHECK_THAT(outcome.err, Catch::Contains("publish of another process"));
  }
  CHECK(publisher.run({"list"}).status == 0);
}

TEST_CASE("a dry run changes nothing") {
  const Publisher publisher;
  CHECK(publisher.run({"init", "--dry-run"}).status == 0);
  CHECK_FALSE(fs::exists(publisher.repository() + ".keys"));
  CHECK_FALSE(fs::exists(publisher.repository() + ".state"));
  publisher.init();
  publisher.publish("0r1");
  const auto before = publisher.everything();
  const CommandOutcome publish = publisher.publish("0r2", {"--dry-run"});
  CHECK(publish.status == 0);
  CHECK_THAT(publish.out, Catch::Contains("would publish demo 0r2: 2 files"));
  CHECK(publisher.run({"refresh", "--dry-run"}).status == 0);
  CHECK(publisher.publish("0r1", {"--dry-run"}).status == 1);
  CHECK(publisher.everything() == before);
}

TEST_CASE("modes are the same whatever the umask") {
  const Publisher publisher;
  const std::string umask = GENERATE(std::string("umask 0"), std::string("umask 077"));
  const std::string run = umask + "; exec \"$0\" \"$@\"";
  const auto under_umask = [&](Arguments arguments) {
    arguments.insert(arguments.begin(), {"/bin/sh", "-c", run, SWITCHBACK_REPO_BINARY});
    return run_command(arguments).status;
  };
  CHECK(under_umask({"init", publisher.repository(), "--no-passphrase"}) == 0);
  CHECK(under_umask({"publish", publisher.repository(), "--product", "demo", "--version", "0r1",
                     "--tree", publisher.tree().string()}) == 0);
  const auto mode = [](const fs::path& path) {
    return static_cast<unsigned>(fs::symlink_status(path).permissions());
  };
  for (const auto& entry : fs::recursive_directory_iterator(publisher.repository()))
    CHECK(mode(entry.path()) == (entry.is_directory() ? 0755U : 0644U));
  CHECK(mode(publisher.repository()) == 0755U);
  CHECK(mode(publisher.repository() + ".state") == 0700U);
  CHECK(mode(publisher.repository() + ".state/lock") == 0600U);
  CHECK(mode(publisher.repository() + ".keys") == 0700U);
  for (const auto& entry : fs::directory_iterator(publisher.repository() + ".keys"))
    CHECK(mode(entry.path()) == 0600U);
  for (const auto& entry : fs::directory_iterator(publisher.repository()))
    CHECK_THAT((std::vector<std::string>{"metadata", "targets", "index.html"}),
               Catch::VectorContains(entry.path().filename().string()));
}

TEST_CASE(
    "keys are locked by a passphrase that is required, checked and never asked without a "
    "terminal") {
  const Publisher publisher;
  CHECK(publisher.run({"init"}).status == 2);
  CHECK_FALSE(fs::exists(publisher.repository()));
  CHECK(publisher.run({"init"}, {{"SWITCHBACK_PASSPHRASE", "open sesame"}}).status == 0);
  const Arguments publish{
      "publish", "--product", "demo", "--version", "0r1", "--tree", publisher.tree().string()};
  const CommandOutcome without = publisher.run(publish);
  CHECK(without.status == 2);
  CHECK_THAT(without.err, Catch::Contains("passphrase-required"));
  const CommandOutcome wrong = publisher.run(publish, {{"SWITCHBACK_PASSPHRASE", "wrong"}});
  CHECK(wrong.status == 2);
  CHECK_THAT(wrong.err, Catch::Contains("wrong-passphrase"));
  CHECK(publisher.run(publish, {{"SWITCHBACK_PASSPHRASE_COMMAND", "printf '%s\\n' 'open sesame'"}})
            .status == 0);
}

TEST_CASE("options are read from variables too") {
  const Publisher publisher;
  publisher.init();
  const CommandOutcome outcome =
      publisher.run({"publish"}, {{"SWITCHBACK_PRODUCT", "demo"},
                                  {"SWITCHBACK_VERSION", "0a1"},
                                  {"SWITCHBACK_TREE", publisher.tree().string()},
                                  {"SWITCHBACK_PROGRESS", "none"},
                                  {"SWITCHBACK_KEYS", publisher.repository() + ".keys"}});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK(json::parse(publisher.run({"list"}, {{"SWITCHBACK_JSON", "true"}}).out)
            .at("releases")
            .size() == 1);
}

TEST_CASE("a release waits for a key that is elsewhere and is shown by refresh") {
  const Publisher publisher;
  publisher.init();
  publisher.publish("0r1");
  const fs::path offline = publisher.folder() / "offline";
  fs::create_directory(offline);
  fs::permissions(offline, fs::perms::owner_all);
  for (const auto& entry : fs::directory_iterator(publisher.repository() + ".keys"))
    if (entry.path().filename().string().rfind("p-demo-", 0) == 0) {
      fs::copy_file(entry.path(), offline / entry.path().filename());
      fs::remove(entry.path());
    }
  const CommandOutcome waiting = publisher.publish("0r2", {"--progress", "none"});
  CHECK(waiting.status == 0);
  CHECK_THAT(waiting.err, Catch::Contains("p-demo-0001 waits for a signature"));
  CHECK_THAT(publisher.run({"list"}).out, !Catch::Contains("0r2"));
  for (const auto& entry : fs::directory_iterator(offline))
    fs::copy_file(entry.path(),
                  publisher.repository() + ".keys/" + entry.path().filename().string());
  const CommandOutcome refresh = publisher.run({"refresh"});
  CHECK_THAT(refresh.out, Catch::Contains("visible now: p-demo-0001"));
  CHECK_THAT(publisher.run({"list"}).out, Catch::Contains("0r2"));
}

TEST_CASE("progress as JSON is one object a line on standard error") {
  const Publisher publisher;
  publisher.init();
  const CommandOutcome outcome = publisher.publish("0r1", {"--progress", "json"});
  CHECK(outcome.status == 0);
  std::istringstream lines(outcome.err);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count)
    CHECK(json::parse(line).at("phase") == "bundle");
  CHECK(count > 0);
}

TEST_CASE(
    "serve says where it listens, publishes the repository and nothing else, and ends cleanly") {
  const Publisher publisher;
  publisher.init();
  publisher.publish("0r1");
  CHECK(publisher.run({"serve", "--listen", "nowhere"}).status == 2);
  ServedRepository server(publisher.repository());
  REQUIRE_THAT(server.url(), Catch::StartsWith("http://127.0.0.1:"));
  const auto status_of = [&](const std::string& path) {
    return run_command({"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--path-as-is",
                        server.url() + path})
        .out;
  };
  CHECK(status_of("metadata/timestamp.json") == "200");
  CHECK(status_of("") == "200");
  CHECK(status_of("../repo.state/lock") != "200");
  CHECK(server.end(GENERATE(SIGTERM, SIGINT)) == 0);
}

TEST_CASE("serve takes a limit of connections per address") {
  const Publisher publisher;
  publisher.init();
  CHECK(publisher.run({"serve", "--listen", "127.0.0.1:0", "--max-connections-per-address", "-1"})
            .status == 2);
  ServedRepository server(publisher.repository(), "--max-connections-per-address", "1");
  const std::string timestamp = server.url() + "metadata/timestamp.json";
  const auto port = timestamp.substr(timestamp.rfind(':') + 1);
  RawConnection held(static_cast<std::uint16_t>(std::stoi(port)));
  CHECK(held.get("/metadata/timestamp.json").status == 200);
  CHECK(run_command({"curl", "-sf", timestamp}).status != 0);
  CHECK(run_command({"curl", "-sf", "--interface", "127.0.0.2", timestamp}).status == 0);
}

TEST_CASE("verify is clean, finds damage with 1 and expired metadata with 13") {
  const Publisher publisher;
  publisher.init();
  publisher.publish("0r1");
  const auto verify = [&] { return publisher.run({"verify", "--json", "--progress", "none"}); };
  const auto conforms = [](const CommandOutcome& outcome) {
    return schema_violations(json::parse(outcome.out), schema("verify-repository")).empty();
  };
  const CommandOutcome clean = verify();
  CHECK(clean.status == 0);
  CHECK(conforms(clean));
  CHECK(json::parse(clean.out).at("clean") == true);

  publisher.publish("0r2", {"--expires", "timestamp=1s"});
  CommandOutcome expired = verify();
  while (expired.status == 0) expired = verify();  // until the second is over
  CHECK(expired.status == 13);
  CHECK(conforms(expired));
  CHECK(publisher.run({"refresh"}).status == 0);
  CHECK(verify().status == 0);

  write(fs::path(publisher.repository()) / "targets/stray", "x");
  const CommandOutcome damaged = verify();
  CHECK(damaged.status == 1);
  CHECK(conforms(damaged));
  CHECK(json::parse(damaged.out).at("damage").at(0).at("path") == "targets/stray");
}

TEST_CASE("a batch is published in one step or not at all") {
  const Publisher publisher;
  publisher.init();
  const std::string tree = publisher.tree().string();
  const fs::path batch = publisher.folder() / "batch";
  const auto line = [&](const std::string& product, const std::string& version) {
    return R"({"product":")" + product + R"(","version":")" + version + R"(","tree":")" + tree +
           "\"}\n";
  };
  write(batch, line("demo", "0r1") + "\n" + line("demo", "0r2") + line("other", "0a1"));
  const auto publish = [&] { return publisher.run({"publish", "--batch", batch.string()}); };
  CHECK(publish().status == 0);
  CHECK(json::parse(publisher.run({"list", "--json"}).out).at("releases").size() == 3);
  CHECK(fs::exists(fs::path(publisher.repository()) / "metadata/2.snapshot.json"));
  CHECK_FALSE(fs::exists(fs::path(publisher.repository()) / "metadata/3.snapshot.json"));

  write(batch, line("demo", "0r3") + line("demo", "0r2"));
  CHECK(publish().status == 1);
  write(batch, line("demo", "0r3") + "{\"product\":1}\n");
  const CommandOutcome wrong = publish();
  CHECK(wrong.status == 2);
  CHECK_THAT(wrong.err, Catch::Contains("batch:2:"));
  CHECK(publisher
            .run({"publish", "--batch", batch.string(), "--product", "demo", "--version", "0r4",
                  "--tree", tree})
            .status == 2);
  CHECK(publisher.run({"publish"}).status == 2);
  CHECK(json::parse(publisher.run({"list", "--json"}).out).at("releases").size() == 3);
}
