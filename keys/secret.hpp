// Secret bytes in libsodium's guarded memory: locked where the system allows it, wiped when freed,
// never copied and never printed.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string_view>

namespace switchback {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size);  // zeroed
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() = default;

  static Secret copy_of(std::string_view bytes);

  std::size_t size() const { return bytes_ ? size_ : 0; }
  bool empty() const { return size() == 0; }
  unsigned char* data() { return bytes_.get(); }
  const unsigned char* data() const { return bytes_.get(); }
  // For comparing and hashing; the view must not outlive the secret nor be copied into a string.
  std::string_view view() const { return {reinterpret_cast<const char*>(data()), size()}; }

  // Keeps the first `size` bytes.
  void truncate(std::size_t size);

  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

 private:
  struct Free {
    void operator()(unsigned char* bytes) const;
  };
  std::unique_ptr<unsigned char, Free> bytes_;
  std::size_t size_ = 0;
};

// Grows by doubling into fresh guarded memory, so that no part is ever left in the ordinary heap.
class SecretBuilder {
 public:
  SecretBuilder();
  void append(unsigned char byte);
  std::size_t size() const { return used_; }
  Secret take();

 private:
  Secret storage_;
  std::size_t used_ = 0;
};

// sodium_init(3), once; everything in this layer that calls libsodium does this first.
void initialise_sodium();
// Wipes a string that had to hold secret bytes for a moment.
void wipe(std::string& text);

}  // namespace switchback
