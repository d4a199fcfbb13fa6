#include "keys/secret.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

namespace switchback {

void initialise_sodium() {
  static const int status = sodium_init();
  if (status < 0) throw std::runtime_error("libsodium cannot be initialised");
}

void wipe(std::string& text) {
  if (!text.empty()) sodium_memzero(text.data(), text.size());
  text.clear();
}

void Secret::Free::operator()(unsigned char* bytes) const {
  sodium_free(bytes);
}

Secret::Secret(std::size_t size) : size_(size) {
  initialise_sodium();
  bytes_.reset(static_cast<unsigned char*>(sodium_malloc(std::max<std::size_t>(size, 1))));
  if (!bytes_) throw std::bad_alloc();
  sodium_memzero(bytes_.get(), size);
}

Secret Secret::copy_of(std::string_view bytes) {
  Secret secret(bytes.size());
  if (!bytes.empty()) std::memcpy(secret.data(), bytes.data(), bytes.size());
  return secret;
}

void Secret::truncate(std::size_t size) {
  if (size >= size_) return;
  sodium_memzero(bytes_.get() + size, size_ - size);
  size_ = size;
}

SecretBuilder::SecretBuilder() : storage_(256) {}

void SecretBuilder::append(unsigned char byte) {
  if (used_ == storage_.size()) {
    Secret larger(storage_.size() * 2);
    std::memcpy(larger.data(), storage_.data(), used_);
    storage_ = std::move(larger);
  }
  storage_.data()[used_++] = byte;
}

Secret SecretBuilder::take() {
  storage_.truncate(used_);
  return std::move(storage_);
}

}  // namespace switchback
