// Requests that no honest client sends, made by chance from the parts that HTTP servers trip over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

namespace switchback::test {

// The same requests in the same order for the same seed, on every machine.
class HostileRequests {
 public:
  // `path` is a file that the server has.
  HostileRequests(std::uint32_t seed, std::string path) : random_(seed), path_(std::move(path)) {}

  // The bytes of one connection: one to three requests, some of them cut or with changed bytes.
  std::string next();

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::string any_of(std::initializer_list<std::string_view> choices);

  std::string request();
  std::string target();
  std::string long_target();
  std::string headers();
  std::string header();
  std::string long_header();
  std::string range();
  std::string body();
  void damage(std::string& bytes);

  std::mt19937 random_;  // not through distributions, which differ between libraries
  std::string path_;
};

}  // namespace switchback::test
