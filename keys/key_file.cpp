#include "keys/key_file.hpp"

#include <sodium.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "base/hex.hpp"

namespace switchback {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kSchemaFamily = "switchback.key/";
constexpr std::string_view kSchema = "switchback.key/1";
constexpr std::size_t kNonceLength = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagLength = crypto_aead_xchacha20poly1305_ietf_ABYTES;

[[noreturn]] void damaged(const std::string& name) {
  throw StateError("damage", "the key file " + name + " is damaged",
                   "restore it from a backup, or rotate the key");
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Json describe(const KeyDescription& description, const LockingKey* lock) {
  Json json{{"schema", kSchema},
            {"role", description.role},
            {"keytype", "ed25519"},
            {"public", description.public_key.hex()},
            {"created", format_timestamp(description.created)}};
  if (lock)
    json["derivation"] = {{"name", "argon2id"},
                          {"operations", lock->derivation.operations},
                          {"memory", lock->derivation.memory},
                          {"salt", hex_encode(lock->derivation.salt)}};
  return json;
}

std::string encrypt(const Secret& seed, std::string_view authenticated, std::string_view nonce,
                    const Secret& key) {
  std::string ciphertext(seed.size() + kTagLength, '\0');
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(ciphertext.data()), &length, seed.data(), seed.size(),
      bytes_of(authenticated), authenticated.size(), nullptr, bytes_of(nonce), key.data());
  return ciphertext;
}

// Distinguishes a damaged file from a wrong passphrase; the cipher's tag is what resists an
// attacker.
std::string checksum_of(Json json) {
  json.erase("checksum");
  std::string text = json.dump();
  std::string checksum = Sha256::of(text).hex();
  wipe(text);
  return checksum;
}

void refuse_future(const Json& json, const std::string& name) {
  const std::string schema = json.at("schema").get<std::string>();
  if (schema != kSchema && schema.rfind(kSchemaFamily, 0) == 0)
    throw StateError("future-state", "the key file " + name + " has the newer format " + schema,
                     "use a newer version of this program");
  if (schema != kSchema) damaged(name);
}

std::string hex_field(const Json& json, const char* field) {
  auto raw = hex_decode(json.at(field).get_ref<const std::string&>());
  if (!raw) throw std::invalid_argument(field);
  return std::move(*raw);
}

KeyDerivation derivation_of(const Json& json) {
  KeyDerivation derivation{json.at("operations").get<std::uint64_t>(),
                           json.at("memory").get<std::uint64_t>(), hex_field(json, "salt")};
  if (json.at("name") != "argon2id" || !is_acceptable(derivation))
    throw std::invalid_argument("derivation");
  return derivation;
}

KeyDescription description_of(const Json& json) {
  KeyDescription description;
  description.role = json.at("role").get<std::string>();
  const auto created = parse_timestamp(json.at("created").get_ref<const std::string&>());
  if (!created || json.at("keytype") != "ed25519" ||
      !parse_public_key(json.at("public").get_ref<const std::string&>(), description.public_key))
    throw std::invalid_argument("description");
  description.created = *created;
  return description;
}

KeyFile key_file_of(Json& json) {
  KeyFile file;
  if (json.at("checksum") != checksum_of(json)) throw std::invalid_argument("checksum");
  file.description = description_of(json);
  std::string payload;
  if (json.contains("derivation")) {
    file.derivation = derivation_of(json.at("derivation"));
    file.nonce = hex_field(json, "nonce");
    payload = hex_field(json, "ciphertext");
    if (file.nonce.size() != kNonceLength) throw std::invalid_argument("nonce");
  } else {
    payload = hex_field(json, "seed");
    wipe(json.at("seed").get_ref<std::string&>());
  }
  const std::size_t expected = crypto_sign_SEEDBYTES + (file.derivation ? kTagLength : 0);
  if (payload.size() != expected) throw std::invalid_argument("payload");
  file.payload = Secret::copy_of(payload);
  wipe(payload);
  for (const char* field : {"checksum", "nonce", "ciphertext", "seed"}) json.erase(field);
  file.authenticated = json.dump();
  return file;
}

}  // namespace

Secret encode_key_file(const Ed25519KeyPair& pair, const std::string& role, Timestamp created,
                       const LockingKey* lock) {
  initialise_sodium();
  Json json = describe({role, pair.public_key, created}, lock);
  if (lock) {
    std::string nonce(kNonceLength, '\0');
    randombytes_buf(nonce.data(), nonce.size());
    json["ciphertext"] = hex_encode(encrypt(pair.seed, json.dump(), nonce, lock->key));
    json["nonce"] = hex_encode(nonce);
  } else {
    json["seed"] = hex_encode(pair.seed.view());
  }
  json["checksum"] = checksum_of(json);
  std::string text = json.dump() + "\n";
  Secret encoded = Secret::copy_of(text);
  wipe(text);
  if (!lock) wipe(json.at("seed").get_ref<std::string&>());
  return encoded;
}

KeyFile parse_key_file(std::string_view bytes, const std::string& name) {
  initialise_sodium();
  try {
    Json json = Json::parse(bytes);
    refuse_future(json, name);
    std::string exact = json.dump() + "\n";
    const bool same = exact == bytes;
    wipe(exact);
    if (!same) damaged(name);
    return key_file_of(json);
  } catch (const Json::exception&) {
    damaged(name);
  } catch (const std::invalid_argument&) {
    damaged(name);
  }
}

Ed25519KeyPair open_key_file(const KeyFile& file, const Secret& locking_key,
                             const std::string& name) {
  Secret seed(crypto_sign_SEEDBYTES);
  if (!file.derivation) {
    std::memcpy(seed.data(), file.payload.data(), seed.size());
  } else if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                 seed.data(), nullptr, nullptr, file.payload.data(), file.payload.size(),
                 bytes_of(file.authenticated), file.authenticated.size(), bytes_of(file.nonce),
                 locking_key.data()) != 0) {
    throw ConfigError("wrong-passphrase", "the passphrase does not unlock the key file " + name,
                      "check SWITCHBACK_PASSPHRASE, or type the passphrase again");
  }
  Ed25519KeyPair pair = key_pair_from_seed(std::move(seed));
  if (pair.public_key != file.description.public_key) damaged(name);
  return pair;
}

}  // namespace switchback
