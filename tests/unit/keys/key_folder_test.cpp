#include "keys/key_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "base/errors.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using switchback::test::TemporaryDirectory;
namespace fs = std::filesystem;

namespace {

const Timestamp kCreated = *parse_timestamp("2026-11-23T18:30:00Z");

class CountingSource : public PassphraseSource {
 public:
  explicit CountingSource(std::string passphrase) : passphrase_(std::move(passphrase)) {}
  Secret existing(const std::string&) override {
    ++asked;
    return Secret::copy_of(passphrase_);
  }
  Secret fresh(const std::string& what) override { return existing(what); }
  int asked = 0;

 private:
  std::string passphrase_;
};

unsigned mode_of(const fs::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777U;
}

template <typename Call>
std::string code_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code() + ": " + error.what();
  }
  return "";
}

KeyFolder cheap_folder(const fs::path& path, PassphraseSource& source) {
  KeyFolder folder = KeyFolder::open(path, {}, source);
  folder.use_derivation(cheapest_derivation());
  return folder;
}

}  // namespace

TEST_CASE("keys made in a folder are opened again by one passphrase asked once") {
  const TemporaryDirectory temporary;
  const fs::path path = temporary.path() / "keys";
  const std::string passphrase = GENERATE(std::string("x"), std::string(10'000, 'y'));
  CountingSource source(passphrase);
  std::vector<Ed25519PublicKey> made;
  {
    KeyFolder folder = cheap_folder(path, source);
    for (const char* role : {"root", "targets", "p-demo"})
      made.push_back(folder.generate(role, kCreated, KeyFolder::Protection::as_others));
  }
  CHECK(source.asked == 1);
  KeyFolder folder = KeyFolder::open(path, {}, source);
  for (const auto& key : made) {
    const auto signer = folder.signer(key);
    CHECK(verify_ed25519(key, "message", signer->sign("message")));
  }
  CHECK(source.asked == 2);
  CHECK(folder.keys().size() == 3);
  CHECK(folder.key_for("targets") == made[1]);
}

TEST_CASE("a key folder is 0700 and its files are 0600 whatever the umask") {
  const TemporaryDirectory temporary;
  const mode_t before = ::umask(GENERATE(mode_t{0}, mode_t{0777}));
  CountingSource source("pass");
  KeyFolder folder = cheap_folder(temporary.path() / "keys", source);
  folder.generate("root", kCreated, KeyFolder::Protection::none);
  ::umask(before);
  CHECK(mode_of(temporary.path() / "keys") == 0700);
  for (const auto& entry : fs::directory_iterator(temporary.path() / "keys"))
    CHECK(mode_of(entry.path()) == 0600);
  CHECK(source.asked == 0);
}

TEST_CASE("a key folder that others may read is refused") {
  const TemporaryDirectory temporary;
  CountingSource source("pass");
  fs::create_directory(temporary.path() / "keys");
  ::chmod((temporary.path() / "keys").c_str(), 0750);
  CHECK_THAT(code_of([&] { KeyFolder::open(temporary.path() / "keys", {}, source); }),
             Catch::StartsWith("config: others have access"));
}

TEST_CASE("a key file that others may read is refused") {
  const TemporaryDirectory temporary;
  CountingSource source("pass");
  cheap_folder(temporary.path(), source).generate("root", kCreated, KeyFolder::Protection::none);
  for (const auto& entry : fs::directory_iterator(temporary.path()))
    ::chmod(entry.path().c_str(), 0604);
  CHECK_THAT(code_of([&] { KeyFolder::open(temporary.path(), {}, source); }),
             Catch::StartsWith("config: others have access"));
}

TEST_CASE("a key folder inside the repository is refused, also through a symlink") {
  const TemporaryDirectory temporary;
  CountingSource source("pass");
  const fs::path repository = temporary.path() / "repo";
  fs::create_directories(repository / "metadata");
  fs::create_symlink(repository, temporary.path() / "alias");
  for (const auto& keys : {repository, repository / "keys", temporary.path() / "alias" / "keys"})
    CHECK_THAT(code_of([&] { KeyFolder::open(keys, {repository}, source); }),
               Catch::Contains("which is published"));
  CHECK_FALSE(fs::exists(repository / "keys"));
  CHECK(code_of([&] {
          KeyFolder::open(temporary.path() / "repo.keys", {repository}, source);
        }).empty());
}

TEST_CASE("a key folder inside another repository is refused") {
  const TemporaryDirectory temporary;
  CountingSource source("pass");
  fs::create_directories(temporary.path() / "other" / "metadata");
  std::ofstream(temporary.path() / "other" / "metadata" / "1.root.json") << "{}";
  CHECK_THAT(code_of([&] { KeyFolder::open(temporary.path() / "other" / "keys", {}, source); }),
             Catch::Contains("which is published"));
}

TEST_CASE("a new key is locked by the passphrase of the others or not made at all") {
  const TemporaryDirectory temporary;
  CountingSource right("right");
  CountingSource wrong("wrong");
  cheap_folder(temporary.path(), right)
      .generate("root", kCreated, KeyFolder::Protection::as_others);
  KeyFolder folder = KeyFolder::open(temporary.path(), {}, wrong);
  CHECK_THAT(
      code_of([&] { folder.generate("targets", kCreated, KeyFolder::Protection::as_others); }),
      Catch::StartsWith("wrong-passphrase"));
  CHECK(KeyFolder::open(temporary.path(), {}, right).keys().size() == 1);
}

TEST_CASE("a key that is not in the folder is not found") {
  const TemporaryDirectory temporary;
  CountingSource source("pass");
  KeyFolder folder = KeyFolder::open(temporary.path() / "absent", {}, source);
  CHECK(folder.keys().empty());
  CHECK_THAT(code_of([&] { folder.signer(generate_key_pair().public_key); }),
             Catch::StartsWith("not-found"));
}
