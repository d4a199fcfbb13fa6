// Reading one metadata file, with errors that say which.
#pragma once

#include <string>
#include <string_view>

#include "base/errors.hpp"

namespace switchback {

// What stands in a file's place where a sign-in page or a proxy answered instead of the mirror.
inline bool looks_like_web_page(std::string_view bytes) {
  const auto first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '<';
}

// `parse` is one of tuf::parse_*(); its TrustError is thrown on with the role's name.
template <typename Parse>
auto read_role(const std::string& role, std::string_view bytes, Parse parse) {
  try {
    return parse(bytes);
  } catch (const TrustError& error) {
    const char* page = looks_like_web_page(bytes)
                           ? "; it looks like a web page: is there a sign-in page or a proxy "
                             "between this machine and the server?"
                           : "";
    throw TrustError(error.code(), role + ": " + error.what() + page, error.next_step());
  }
}

}  // namespace switchback
