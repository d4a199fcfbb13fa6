// An HTTP client that sends exactly what a test says, byte for byte, to a server on loopback.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace switchback::test {

struct RawAnswer {
  int status = 0;                              // 0: the connection closed or was silent for 10 s
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class RawConnection {
 public:
  explicit RawConnection(std::uint16_t port);

  void send(const std::string& bytes);
  // The server may close the connection meanwhile.
  void send_as_much_as_is_taken(std::string_view bytes);
  // Nothing more will be sent.
  void finish_sending();
  // Whether the server closes the connection within 10 s, sending nothing more.
  bool closes();
  // One answer; `with_body` false after HEAD.
  RawAnswer receive(bool with_body = true);
  // "GET path" with these header lines ("Name: value\r\n"…).
  RawAnswer get(const std::string& path, const std::string& headers = {});
  RawAnswer request(const std::string& method, const std::string& path,
                    const std::string& headers = {});

 private:
  bool fill();

  Descriptor socket_;
  std::string buffer_;
};

}  // namespace switchback::test
