// An HTTP client that sends exactly what a test says, byte for byte, to a server on loopback.
#pragma once

#include <chrono>
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
  // From `source`, for instance "127.0.0.2", where it is not empty. A `window` above 0 is the size
  // of the receive buffer: what the server cannot send beyond it while nothing is received.
  explicit RawConnection(std::uint16_t port, const std::string& source = {}, int window = 0);

  void send(const std::string& bytes);
  // The server may close the connection meanwhile.
  void send_as_much_as_is_taken(std::string_view bytes);
  // Nothing more will be sent.
  void finish_sending();
  // The same, in one packet with the last bytes.
  void send_last(std::string_view bytes);
  // Whether the server closes the connection within this time, sending nothing more.
  bool closes(std::chrono::milliseconds patience = std::chrono::seconds(10));
  // Everything until the server closes the connection or is silent for 10 s.
  std::string receive_all();
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
