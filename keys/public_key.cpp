#include "keys/public_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <utility>

#include "base/deleter.hpp"
#include "keys/hex_text.hpp"
#include "keys/key_pair.hpp"
#include "keys/pem.hpp"

namespace switchback {
namespace {

constexpr int kMinRsaBits = 2048;
constexpr int kMaxRsaBits = 16384;  // a longer one only costs time

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Big-endian, in `width` bytes; empty where the key has no such number.
std::string number_of(EVP_PKEY* key, const char* parameter, std::size_t width) {
  BIGNUM* read = nullptr;
  if (EVP_PKEY_get_bn_param(key, parameter, &read) != 1) return {};
  const std::unique_ptr<BIGNUM, Deleter<BN_free>> number(read);
  std::string bytes(width, '\0');
  const int length = BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                                  static_cast<int>(width));
  return length < 0 ? std::string() : bytes;
}

constexpr std::size_t kCoordinate = 32;

// Not the DER: one point may be written compressed, hybrid or with the curve spelled out.
std::string point_of(EVP_PKEY* key) {
  const std::string x = number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, kCoordinate);
  const std::string y = number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinate);
  return x.empty() || y.empty() ? std::string() : "p256:" + x + y;
}

// The modulus alone: who can factor it signs for every public exponent.
std::string modulus_of(EVP_PKEY* key) {
  const std::string modulus =
      number_of(key, OSSL_PKEY_PARAM_RSA_N, static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  return modulus.empty() ? std::string() : "rsa:" + modulus;
}

bool is_p256(EVP_PKEY* key) {
  char group[32] = {};
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
         std::string_view(group) == "prime256v1";
}

bool is_sound_rsa(EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  return EVP_PKEY_is_a(key, "RSA") == 1 && bits >= kMinRsaBits && bits <= kMaxRsaBits;
}

// Through the same call that our own signatures are checked with.
bool ed25519_verifies(std::string_view raw_key, std::string_view message,
                      std::string_view signature) {
  Ed25519PublicKey key;
  std::copy(raw_key.begin(), raw_key.end(), key.bytes.begin());
  return verify_ed25519(key, message, signature);
}

// The salt length is taken from the signature: signers in the field differ (digest length or the
// longest possible).
bool use_pss(EVP_PKEY_CTX* parameters) {
  return EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) > 0 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_AUTO) > 0 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(parameters, EVP_sha256()) > 0;
}

bool crypto_verifies(EVP_PKEY* key, bool pss, std::string_view message,
                     std::string_view signature) {
  const std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;  // owned by the context
  return context &&
         EVP_DigestVerifyInit(context.get(), &parameters, EVP_sha256(), nullptr, key) == 1 &&
         (!pss || use_pss(parameters)) &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                          message.size()) == 1;
}

constexpr std::string_view kEd25519Prefix = "ed25519:";

}  // namespace

PublicKey::PublicKey(Scheme scheme, std::string material, std::shared_ptr<evp_pkey_st> handle)
    : scheme_(scheme), material_(std::move(material)), handle_(std::move(handle)) {}

std::optional<PublicKey> PublicKey::from_tuf(const tuf::Key& key) {
  if (key.type == "ed25519" && key.scheme == "ed25519") {
    const auto raw = decode_any_hex(key.public_value);
    if (!raw || raw->size() != Ed25519PublicKey{}.bytes.size()) return std::nullopt;
    return PublicKey(Scheme::ed25519, std::string(kEd25519Prefix) + *raw, nullptr);
  }
  // Older files have the scheme's name as the key's type.
  const bool ecdsa = (key.type == "ecdsa" || key.type == "ecdsa-sha2-nistp256") &&
                     key.scheme == "ecdsa-sha2-nistp256";
  const bool rsa = key.type == "rsa" && key.scheme == "rsassa-pss-sha256";
  if (!ecdsa && !rsa) return std::nullopt;
  std::shared_ptr<EVP_PKEY> handle = read_public_key(key.public_value);
  if (!handle || !(ecdsa ? is_p256(handle.get()) : is_sound_rsa(handle.get()))) return std::nullopt;
  std::string material = ecdsa ? point_of(handle.get()) : modulus_of(handle.get());
  if (material.empty()) return std::nullopt;
  return PublicKey(ecdsa ? Scheme::ecdsa_p256 : Scheme::rsa_pss, std::move(material),
                   std::move(handle));
}

bool PublicKey::verifies(std::string_view message, std::string_view signature) const {
  if (scheme_ == Scheme::ed25519)
    return ed25519_verifies(std::string_view(material_).substr(kEd25519Prefix.size()), message,
                            signature);
  // RFC 8017, 8.1.2: as long as the modulus. libcrypto also takes one whose leading zeros were cut.
  const bool pss = scheme_ == Scheme::rsa_pss;
  if (pss && signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(handle_.get())))
    return false;
  return crypto_verifies(handle_.get(), pss, message, signature);
}

}  // namespace switchback
