#include "tests/support/raw_http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "tests/support/http_head.hpp"

namespace switchback::test {

namespace {

sockaddr_in loopback(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1)
    throw std::runtime_error(host + " is no IPv4 address");
  return address;
}

bool bind_to(int socket, const std::string& source) {
  const sockaddr_in address = loopback(source, 0);
  return ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

RawConnection::RawConnection(std::uint16_t port, const std::string& source, int window)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{10, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (window > 0) ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
  const sockaddr_in server = loopback("127.0.0.1", port);
  if ((!source.empty() && !bind_to(socket_.get(), source)) ||
      ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0)
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

void RawConnection::send_last(std::string_view bytes) {
  if (::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_MORE) !=
      static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("cannot send to the server under test");
  finish_sending();
}

bool RawConnection::closes(std::chrono::milliseconds patience) {
  pollfd event{socket_.get(), POLLIN, 0};
  if (::poll(&event, 1, static_cast<int>(patience.count())) != 1) return false;
  char byte = 0;
  const ssize_t count = ::recv(socket_.get(), &byte, 1, 0);
  return count == 0 || (count < 0 && errno == ECONNRESET);
}

std::string RawConnection::receive_all() {
  while (fill()) continue;
  return std::exchange(buffer_, {});
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
