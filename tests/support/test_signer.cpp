#include "tests/support/test_signer.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>
#include <utility>

#include "base/deleter.hpp"
#include "base/hex.hpp"
#include "keys/key_pair.hpp"
#include "keys/pem.hpp"

namespace switchback::test {
namespace {

using PrivateKey = std::shared_ptr<EVP_PKEY>;

void require(bool done) {
  if (!done) throw std::runtime_error("libcrypto failed in a test");
}

std::string public_pem(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Deleter<BIO_free_all>> sink(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PUBKEY(sink.get(), key) == 1);
  char* text = nullptr;
  const long length = BIO_get_mem_data(sink.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

std::string sign_with(EVP_PKEY* key, bool pss, std::string_view bytes) {
  const std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;
  require(EVP_DigestSignInit(context.get(), &parameters, EVP_sha256(), nullptr, key) == 1);
  if (pss) {
    require(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) > 0);
    require(EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) > 0);
  }
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t length = 0;
  require(EVP_DigestSign(context.get(), nullptr, &length, data, bytes.size()) == 1);
  std::string signature(length, '\0');
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                         data, bytes.size()) == 1);
  signature.resize(length);
  return hex_encode(signature);
}

TestSigner crypto_signer(const char* type, const char* scheme, EVP_PKEY* generated, bool pss) {
  require(generated != nullptr);
  PrivateKey key(generated, EVP_PKEY_free);
  tuf::Key described = tuf::make_key(type, scheme, public_pem(key.get()));
  std::string id = tuf::key_id(described);
  return {std::move(described), std::move(id),
          [key, pss](std::string_view bytes) { return sign_with(key.get(), pss, bytes); }};
}

}  // namespace

TestSigner make_ed25519_signer() {
  const auto pair = std::make_shared<Ed25519KeyPair>(generate_key_pair());
  tuf::Key key = tuf::make_key("ed25519", "ed25519", pair->public_key.hex());
  std::string id = tuf::key_id(key);
  return {std::move(key), std::move(id),
          [pair](std::string_view bytes) { return hex_encode(sign_ed25519(*pair, bytes)); }};
}

TestSigner make_ecdsa_signer(const std::string& curve) {
  return crypto_signer("ecdsa", "ecdsa-sha2-nistp256", EVP_EC_gen(curve.c_str()), false);
}

TestSigner make_rsa_signer(unsigned bits) {
  return crypto_signer("rsa", "rsassa-pss-sha256", EVP_RSA_gen(bits), true);
}

std::vector<TestSigner> rewritten(const TestSigner& ecdsa) {
  constexpr std::pair<const char*, const char*> kForms[] = {
      {OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "compressed"},
      {OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "hybrid"},
      {OSSL_PKEY_PARAM_EC_ENCODING, "explicit"}};
  std::vector<TestSigner> copies;
  for (const auto& [parameter, form] : kForms) {
    const auto key = read_public_key(ecdsa.key.public_value);
    require(key && EVP_PKEY_set_utf8_string_param(key.get(), parameter, form) == 1);
    tuf::Key described = tuf::make_key(ecdsa.key.type, ecdsa.key.scheme, public_pem(key.get()));
    require(described.public_value != ecdsa.key.public_value);
    std::string id = tuf::key_id(described);
    copies.push_back({std::move(described), std::move(id), ecdsa.sign});
  }
  return copies;
}

}  // namespace switchback::test
