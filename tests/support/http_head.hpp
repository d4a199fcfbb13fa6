// The head of an HTTP request or answer, for the servers and clients that tests bring.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace switchback::test {

// Of a head whose lines all end with CRLF; the first, which is no header, is passed over. Names in
// lower case; of equal names the last one holds.
std::map<std::string, std::string> parse_headers(std::string_view head);

}  // namespace switchback::test
