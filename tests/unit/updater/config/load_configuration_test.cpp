#include "updater/config/load_configuration.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "base/errors.hpp"
#include "tests/support/temporary_directory.hpp"
#include "updater/config/configuration_files.hpp"

using namespace switchback;
namespace fs = std::filesystem;

namespace {

// A root and a system of their own.
class Installation {
 public:
  Installation() {
    fs::create_directories(root() / "config");
    for (const char* folder :
         {"usr/lib/switchback/config.d", "etc/switchback/config.d", "run/switchback/config.d"}) {
      fs::create_directories(machine() / folder);
    }
    for (const auto& entry : fs::recursive_directory_iterator(directory_.path()))
      ::chmod(entry.path().c_str(), 0755);
  }

  fs::path root() const { return directory_ / "root"; }
  fs::path machine() const { return directory_ / "system"; }

  fs::path write(const fs::path& path, const std::string& text, unsigned mode = 0644) const {
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  void keep_last(const fs::path& path, int value) const {
    write(path, "backup: {keep_last: " + std::to_string(value) + "}\n");
  }
  Configuration load() const { return load_configuration(root(), {}, machine()); }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& layer : read_configuration_files(root(), machine())) {
      found.push_back(fs::path(layer.name).lexically_relative(directory_.path()));
    }
    return found;
  }

 private:
  test::TemporaryDirectory directory_;
};

using Names = std::vector<std::string>;

void check_refused(const Installation& installation) {
  try {
    installation.load();
    FAIL("accepted");
  } catch (const ConfigError& error) {
    CHECK(error.code() == "config");
    CHECK_FALSE(error.next_step().empty());
  }
}

}  // namespace

TEST_CASE("files are layered from the vendor's to the root's") {
  const Installation installation;
  CHECK(installation.names().empty());
  const auto system = installation.machine();
  int value = 10;
  const std::vector<std::pair<fs::path, std::string>> places{
      {system / "usr/lib/switchback/config.d/10-a.yml",
       "system/usr/lib/switchback/config.d/10-a.yml"},
      {system / "usr/lib/switchback/config.d/20-b.yaml",
       "system/usr/lib/switchback/config.d/20-b.yaml"},
      {system / "etc/switchback/update.yml", "system/etc/switchback/update.yml"},
      {system / "etc/switchback/config.d/05-c.yml", "system/etc/switchback/config.d/05-c.yml"},
      {system / "run/switchback/config.d/01-d.yml", "system/run/switchback/config.d/01-d.yml"},
      {installation.root() / "config/update.yml", "root/config/update.yml"}};
  Names expected;
  for (const auto& [path, name] : places) {
    installation.keep_last(path, ++value);
    expected.push_back(name);
    CHECK(installation.load().backup.keep_last == static_cast<std::uint32_t>(value));
  }
  CHECK(installation.names() == expected);
  const auto above =
      load_configuration(installation.root(), {{"SWITCHBACK_BACKUP_KEEP_LAST", "99"}}, system);
  CHECK(above.backup.keep_last == 99);
}

TEST_CASE("only .yml and .yaml files are drop-ins") {
  const Installation installation;
  for (const char* name : {"README", "x.yml.dpkg-old", "x.yml~", ".yml"}) {
    installation.write(installation.machine() / "etc/switchback/config.d" / name, "nonsense: [\n");
  }
  CHECK(installation.names().empty());
}

TEST_CASE("a symlink to /dev/null masks the drop-ins of its name in lower folders") {
  const Installation installation;
  const auto system = installation.machine();
  installation.keep_last(system / "usr/lib/switchback/config.d/a.yml", 1);
  installation.keep_last(system / "usr/lib/switchback/config.d/b.yml", 2);
  installation.keep_last(system / "etc/switchback/config.d/a.yml", 3);
  fs::create_symlink("/dev/null", system / "run/switchback/config.d/a.yml");
  fs::create_symlink("/dev/null", system / "etc/switchback/config.d/b.yml");
  installation.keep_last(system / "run/switchback/config.d/b.yml", 4);
  CHECK(installation.names() == Names{"system/run/switchback/config.d/b.yml"});
  fs::create_symlink("/dev/null", installation.root() / "config/update.yml");
  CHECK(installation.load().backup.keep_last == 4);
}

TEST_CASE("a drop-in may be a symlink to a file that only its owner writes") {
  const Installation installation;
  const auto file =
      installation.write(installation.machine() / "elsewhere", "backup: {keep_last: 5}");
  const auto link = installation.machine() / "etc/switchback/config.d/a.yml";
  fs::create_symlink(file, link);
  CHECK(installation.load().backup.keep_last == 5);
  ::chmod(file.c_str(), 0666);
  check_refused(installation);
}

TEST_CASE("a configuration that others may write is refused") {
  const Installation installation;
  const auto mode = GENERATE(0664U, 0646U, 0622U);
  const auto place =
      GENERATE(as<std::string>(), "root/config/update.yml", "system/etc/switchback/update.yml",
               "system/run/switchback/config.d/x.yml");
  installation.write(installation.root().parent_path() / place, "", mode);
  check_refused(installation);
}

TEST_CASE("a folder of drop-ins that others may write is refused") {
  const Installation installation;
  ::chmod((installation.machine() / "etc/switchback/config.d").c_str(), 0777);
  check_refused(installation);
}

TEST_CASE("a configuration of another user is refused") {
  if (::geteuid() != 0) {
    WARN("skipped here: only root can give a file away");
    return;
  }
  const Installation installation;
  const auto path = installation.write(installation.root() / "config/update.yml", "");
  REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
  check_refused(installation);
}

TEST_CASE("beneath the root neither symlinks nor hard links nor other files are followed") {
  const Installation installation;
  const auto own = installation.root() / "config/update.yml";
  const auto other =
      installation.write(installation.root().parent_path() / "other.yml", "backup: {keep_last: 6}");
  SECTION("a symlink") {
    fs::create_symlink(other, own);
  }
  SECTION("a symlink as folder") {
    fs::rename(installation.root() / "config", installation.root() / "elsewhere");
    installation.write(installation.root() / "elsewhere/update.yml", "");
    fs::create_symlink("elsewhere", installation.root() / "config");
  }
  SECTION("a hard link") {
    fs::create_hard_link(other, own);
  }
  SECTION("a FIFO") {
    REQUIRE(::mkfifo(own.c_str(), 0600) == 0);
  }
  SECTION("a directory") {
    fs::create_directory(own);
    ::chmod(own.c_str(), 0755);
  }
  check_refused(installation);
}

TEST_CASE("errors name the file") {
  const Installation installation;
  const auto path =
      installation.write(installation.root() / "config/update.yml", "backup:\n  x: 1\n");
  CHECK_THROWS_WITH(installation.load(),
                    Catch::StartsWith(path.string() + ":2: backup.x: unknown key"));
}

TEST_CASE("missing folders and a missing root are no error") {
  const Installation installation;
  CHECK(load_configuration(installation.root() / "none", {}, installation.machine() / "none") ==
        Configuration{});
}
