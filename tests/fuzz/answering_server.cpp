#include "tests/fuzz/answering_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace {

sockaddr* generic(sockaddr_in& address) {
  return reinterpret_cast<sockaddr*>(&address);
}

// As far as the empty line that ends it, or the end of what comes.
void read_head(int connection) {
  std::string head;
  std::array<char, 4096> buffer{};
  while (head.find("\r\n\r\n") == std::string::npos) {
    const ssize_t count = ::recv(connection, buffer.data(), buffer.size(), 0);
    if (count <= 0) return;
    head.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

AnsweringServer::AnsweringServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  must_hold(::bind(listener_.get(), generic(address), length) == 0 &&
                ::listen(listener_.get(), 16) == 0 &&
                ::getsockname(listener_.get(), generic(address), &length) == 0,
            "a server can listen");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

AnsweringServer::~AnsweringServer() {
  ::shutdown(listener_.get(), SHUT_RDWR);  // ends accept()
  thread_.join();
}

void AnsweringServer::answer_with(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  bytes_ = bytes;
}

void AnsweringServer::serve() {
  while (true) {
    const Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection) return;
    answer(connection.get());
  }
}

void AnsweringServer::answer(int connection) {
  read_head(connection);
  const std::lock_guard lock(mutex_);
  std::string_view rest = bytes_;
  while (!rest.empty()) {
    const ssize_t count = ::send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace switchback::fuzz
