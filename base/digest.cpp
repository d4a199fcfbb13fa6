#include "base/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <new>
#include <stdexcept>

#include "base/deleter.hpp"
#include "base/hex.hpp"

namespace switchback {
namespace {

// Fetched once: an implicit fetch per message costs more than hashing a small file.
const EVP_MD* sha256_method() {
  static const EVP_MD* method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return method;
}

}  // namespace

struct Sha256::Context {
  std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>> handle{EVP_MD_CTX_new()};
};

std::string Sha256Digest::hex() const {
  return hex_encode(view());
}

Sha256Digest Sha256Digest::from_bytes(std::string_view raw) {
  Sha256Digest digest;
  if (raw.size() != digest.bytes.size()) throw std::logic_error("a SHA-256 digest has 32 bytes");
  std::copy(raw.begin(), raw.end(), digest.bytes.begin());
  return digest;
}

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  if (!context_->handle ||
      EVP_DigestInit_ex2(context_->handle.get(), sha256_method(), nullptr) != 1)
    throw std::bad_alloc();
}

Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  // libcrypto refuses only for want of memory; going on would give a wrong digest.
  if (EVP_DigestUpdate(context_->handle.get(), bytes.data(), bytes.size()) != 1)
    throw std::bad_alloc();
}

Sha256Digest Sha256::finish() {
  Sha256Digest digest;
  EVP_MD_CTX* handle = context_->handle.get();
  if (EVP_DigestFinal_ex(handle, digest.bytes.data(), nullptr) != 1 ||
      EVP_DigestInit_ex2(handle, nullptr, nullptr) != 1)
    throw std::bad_alloc();
  return digest;
}

Sha256Digest Sha256::of(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

std::string sha512_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha512(), nullptr) != 1)
    throw std::bad_alloc();
  return hex_encode({reinterpret_cast<const char*>(digest.data()), length});
}

}  // namespace switchback
