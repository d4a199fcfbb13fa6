#include "keys/pem.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/deleter.hpp"
#include "keys/hex_text.hpp"

namespace switchback {
namespace {

constexpr std::size_t kMaxKeyText = 16 * 1024;
constexpr std::size_t kUncompressedPoint = 65;  // 0x04, x, y

// A public key has no passphrase: never ask the terminal for one.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

EVP_PKEY* read_pem(const std::string& text) {
  const std::unique_ptr<BIO, Deleter<BIO_free>> source(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return source ? PEM_read_bio_PUBKEY(source.get(), nullptr, no_passphrase, nullptr) : nullptr;
}

// OpenSSL takes the point as changeable and does not change it.
EVP_PKEY* read_point(const std::string& point) {
  char group[] = "prime256v1";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, const_cast<char*>(point.data()),
                                        point.size()),
      OSSL_PARAM_construct_end()};
  const std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        const_cast<OSSL_PARAM*>(parameters)) != 1)
    return nullptr;
  return key;
}

}  // namespace

std::shared_ptr<evp_pkey_st> read_public_key(const std::string& text) {
  if (text.size() > kMaxKeyText) return nullptr;
  const auto raw = decode_any_hex(text);
  EVP_PKEY* key =
      raw ? (raw->size() == kUncompressedPoint ? read_point(*raw) : nullptr) : read_pem(text);
  ERR_clear_error();
  if (!key) return nullptr;
  return {key, EVP_PKEY_free};
}

}  // namespace switchback
