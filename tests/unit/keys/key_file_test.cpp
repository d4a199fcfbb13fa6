#include "keys/key_file.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "base/errors.hpp"

using namespace switchback;

namespace {

const Timestamp kCreated = *parse_timestamp("2026-11-23T18:30:00Z");

std::string code_of(const std::string& bytes, const Secret& key) {
  try {
    open_key_file(parse_key_file(bytes, "k"), key, "k");
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a locked key file opens with its passphrase") {
  const Ed25519KeyPair pair = generate_key_pair();
  const LockingKey lock = make_locking_key(Secret::copy_of("pass"), cheapest_derivation());
  const Secret bytes = encode_key_file(pair, "targets", kCreated, &lock);
  const KeyFile file = parse_key_file(bytes.view(), "k");
  CHECK(file.description == KeyDescription{"targets", pair.public_key, kCreated});
  REQUIRE(file.derivation == lock.derivation);
  CHECK(open_key_file(file, lock.key, "k").seed.view() == pair.seed.view());
}

TEST_CASE("a locked key file does not contain the seed") {
  const Ed25519KeyPair pair = generate_key_pair();
  const LockingKey lock = make_locking_key(Secret::copy_of("pass"), cheapest_derivation());
  const Secret locked = encode_key_file(pair, "root", kCreated, &lock);
  const Secret plain = encode_key_file(pair, "root", kCreated, nullptr);
  const Ed25519KeyPair again = open_key_file(parse_key_file(plain.view(), "k"), Secret(), "k");
  CHECK(again.seed.view() == pair.seed.view());
  CHECK(plain.view().find("\"seed\"") != std::string_view::npos);
  CHECK(locked.view().find("\"seed\"") == std::string_view::npos);
}

TEST_CASE("a wrong passphrase is called that") {
  const KeyDerivation derivation = cheapest_derivation();
  const LockingKey right = make_locking_key(Secret::copy_of("right"), derivation);
  const LockingKey wrong = make_locking_key(Secret::copy_of("wrong"), derivation);
  const Secret bytes = encode_key_file(generate_key_pair(), "root", kCreated, &right);
  CHECK(code_of(std::string(bytes.view()), right.key).empty());
  CHECK(code_of(std::string(bytes.view()), wrong.key) == "wrong-passphrase");
}

TEST_CASE("any changed, missing or added byte of a key file is noticed") {
  const LockingKey lock = make_locking_key(Secret::copy_of("pass"), cheapest_derivation());
  const bool locked = GENERATE(true, false);
  const Secret sealed =
      encode_key_file(generate_key_pair(), "p-demo", kCreated, locked ? &lock : nullptr);
  const std::string bytes(sealed.view());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {0x01, 0x20, 0x80}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      CHECK_FALSE(code_of(changed, lock.key).empty());
    }
    CHECK(code_of(bytes.substr(0, i), lock.key) == "damage");
  }
  CHECK(code_of(bytes + " ", lock.key) == "damage");
}

TEST_CASE("a key file of a newer format says that a newer version is needed") {
  const Secret bytes = encode_key_file(generate_key_pair(), "root", kCreated, nullptr);
  CHECK(code_of(replaced(std::string(bytes.view()), "key/1", "key/2"), Secret()) == "future-state");
}

TEST_CASE("a key file that asks for absurd memory is refused before any is taken") {
  LockingKey lock = make_locking_key(Secret::copy_of("pass"), cheapest_derivation());
  lock.derivation.memory = std::uint64_t{1} << 40;
  const Secret bytes = encode_key_file(generate_key_pair(), "root", kCreated, &lock);
  CHECK(code_of(std::string(bytes.view()), lock.key) == "damage");
}
