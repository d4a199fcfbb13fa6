#include "tests/support/raw_http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <stdexcept>
#include <string_view>

#include "tests/support/http_head.hpp"

namespace switchback::test {

RawConnection::RawConnection(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{10, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect to the server under test");
}

void RawConnection::send(const std::string& bytes) {
  if (::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("cannot send to the server under test");
}

void RawConnection::send_as_much_as_is_taken(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void RawConnection::finish_sending() {
  ::shutdown(socket_.get(), SHUT_WR);
}

bool RawConnection::closes() {
  char byte = 0;
  const ssize_t count = ::recv(socket_.get(), &byte, 1, 0);
  return count == 0 || (count < 0 && errno == ECONNRESET);
}

bool RawConnection::fill() {
  char chunk[16 * 1024];
  const ssize_t count = ::recv(socket_.get(), chunk, sizeof chunk, 0);
  if (count <= 0) return false;
  buffer_.append(chunk, static_cast<std::size_t>(count));
  return true;
}

RawAnswer RawConnection::receive(bool with_body) {
  RawAnswer answer;
  std::size_t head_end = 0;
  while ((head_end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return answer;
  const int status = std::stoi(buffer_.substr(9, 3));
  answer.headers = parse_headers(std::string_view(buffer_).substr(0, head_end + 2));
  buffer_.erase(0, head_end + 4);
  const auto length = answer.headers.find("content-length");
  const std::size_t expected =
      with_body && length != answer.headers.end() ? std::stoull(length->second) : 0;
  while (buffer_.size() < expected)
    if (!fill()) return {};
  answer.body = buffer_.substr(0, expected);
  buffer_.erase(0, expected);
  answer.status = status;
  return answer;
}

RawAnswer RawConnection::get(const std::string& path, const std::string& headers) {
  return request("GET", path, headers);
}

RawAnswer RawConnection::request(const std::string& method, const std::string& path,
                                 const std::string& headers) {
  send(method + " " + path + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n");
  return receive(method != "HEAD");
}

}  // namespace switchback::test
