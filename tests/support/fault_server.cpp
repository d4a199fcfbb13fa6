#include "tests/support/fault_server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/descriptor.hpp"
#include "core/transport/url_text.hpp"
#include "tests/support/http_head.hpp"
#include "tests/support/multipart_answer.hpp"

namespace switchback::test {
namespace {

constexpr const char* kPage = "<html><body>Please sign in to use this network.</body></html>\n";

struct Injected {
  std::string pattern;
  Fault fault;
  std::size_t times = 0;
  std::size_t used = 0;
};

struct Answer {
  int status = 200;
  std::string headers;
  std::string body;
  bool with_length = true;
};

const Answer kNotFound{404, {}, "not found\n", true};

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Until the client leaves or the server is shut down.
void wait_for_end(int fd) {
  char byte = 0;
  while (::recv(fd, &byte, 1, 0) > 0) {
  }
}

// All of them lie within the content.
Answer answer_with_ranges(const std::string& content, Spans spans, std::uint64_t shift) {
  for (auto& [first, last] : spans) {
    first += shift;
    last += shift;
    if (last >= content.size()) return {416, {}, {}, true};
  }
  Answer answer{206, {}, multipart_body(content, spans), true};
  answer.headers = fmt::format("Content-Type: multipart/byteranges; boundary={}\r\n", kBoundary);
  return answer;
}

// Body and status of a correct answer to "bytes=A-B", "bytes=A-" or "bytes=A-B,C-D".
Answer answer_with_range(const std::string& content, const std::string& range,
                         std::uint64_t shift) {
  if (range.find(',') != std::string::npos)
    return answer_with_ranges(content, spans_in(range), shift);
  Answer answer{200, {}, content, true};
  unsigned long long first = 0;
  unsigned long long last = content.size() - 1;
  if (std::sscanf(range.c_str(), "bytes=%llu-%llu", &first, &last) < 1) return answer;
  first += shift;
  last = std::min<unsigned long long>(last + shift, content.size() - 1);
  if (first >= content.size())
    return {416, fmt::format("Content-Range: bytes */{}\r\n", content.size()), {}, true};
  answer.status = 206;
  answer.headers = fmt::format("Content-Range: bytes {}-{}/{}\r\n", first, last, content.size());
  answer.body = content.substr(first, last - first + 1);
  return answer;
}

// Until the client goes.
bool send_for_ever(int fd, char byte) {
  const std::string block(64 * 1024, byte);
  while (send_all(fd, block)) {
  }
  return false;
}

std::optional<std::string> read_request_head(int fd, std::string& buffer) {
  while (true) {
    const auto end = buffer.find("\r\n\r\n");
    if (end != std::string::npos) {
      std::string head = buffer.substr(0, end + 2);
      buffer.erase(0, end + 4);
      return head;
    }
    char chunk[4096];
    const ssize_t count = ::recv(fd, chunk, sizeof chunk, 0);
    if (count <= 0) return std::nullopt;
    buffer.append(chunk, static_cast<std::size_t>(count));
  }
}

RecordedRequest parse_request(const std::string& head) {
  RecordedRequest request;
  const std::string line = head.substr(0, head.find("\r\n"));
  const auto begin = line.find(" /") + 2;
  request.path = line.substr(begin, line.rfind(' ') - begin);
  request.headers = parse_headers(head);
  return request;
}

bool asks_several(const RecordedRequest& request) {
  const auto range = request.headers.find("range");
  return range != request.headers.end() && range->second.find(',') != std::string::npos;
}

}  // namespace

struct FaultServer::State {
  std::filesystem::path directory;
  Descriptor listener;
  std::uint16_t port = 0;
  mutable std::mutex mutex;
  std::map<std::string, std::string> files;
  std::list<Injected> faults;
  std::vector<RecordedRequest> requests;
  std::vector<int> open_connections;
  bool stopping = false;
  std::vector<std::thread>
      threads;  // only touched by the accepting thread and, after it, the destructor
  std::thread acceptor;

  void listen();
  void accept_all();
  void serve(int fd, std::size_t number);
  // False closes the connection.
  bool reply(int fd, const RecordedRequest& request);
  bool reply_with_fault(int fd, const RecordedRequest& request, const Fault& fault,
                        std::optional<std::string> found);
  static bool send_answer(int fd, const Answer& answer);
  std::optional<Fault> fault_for(const RecordedRequest& request);
  std::optional<std::string> content_of(const std::string& path) const;
};

void FaultServer::State::listen() {
  listener = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener.get(), generic, size) != 0 || ::listen(listener.get(), 128) != 0 ||
      ::getsockname(listener.get(), generic, &size) != 0)
    throw std::runtime_error("cannot listen on loopback");
  port = ntohs(address.sin_port);
  acceptor = std::thread([this] { accept_all(); });
}

void FaultServer::State::accept_all() {
  for (std::size_t number = 0;; ++number) {
    const int fd = ::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex);
    if (stopping || fd < 0) {
      if (fd >= 0) ::close(fd);
      return;
    }
    open_connections.push_back(fd);
    threads.emplace_back([this, fd, number] { serve(fd, number); });
  }
}

void FaultServer::State::serve(int fd, std::size_t number) {
  std::string buffer;
  while (const auto head = read_request_head(fd, buffer)) {
    RecordedRequest request = parse_request(*head);
    request.connection = number;
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
    }
    if (!reply(fd, request)) break;
  }
  const std::lock_guard lock(mutex);
  std::erase(open_connections, fd);
  ::close(fd);
}

std::optional<Fault> FaultServer::State::fault_for(const RecordedRequest& request) {
  const std::lock_guard lock(mutex);
  for (auto it = faults.begin(); it != faults.end(); ++it) {
    if (::fnmatch(it->pattern.c_str(), request.path.c_str(), 0) != 0) continue;
    if (it->fault.kind == Fault::Kind::to_several && !asks_several(request)) continue;
    Fault fault = it->fault;
    if (it->times > 0 && ++it->used == it->times) faults.erase(it);
    return fault;
  }
  return std::nullopt;
}

std::optional<std::string> FaultServer::State::content_of(const std::string& path) const {
  const std::lock_guard lock(mutex);
  if (const auto file = files.find(path); file != files.end()) return file->second;
  const auto decoded = percent_decode(path);
  if (directory.empty() || !decoded || leaves_base(*decoded)) return std::nullopt;
  if (!std::filesystem::is_regular_file(directory / *decoded)) return std::nullopt;
  std::ifstream file(directory / *decoded, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

bool FaultServer::State::send_answer(int fd, const Answer& answer) {
  const std::string length = answer.with_length
                                 ? fmt::format("Content-Length: {}\r\n", answer.body.size())
                                 : "Connection: close\r\n";
  return send_all(fd, fmt::format("HTTP/1.1 {} Status\r\n{}{}\r\n", answer.status, length,
                                  answer.headers)) &&
         send_all(fd, answer.body) && answer.with_length;
}

bool FaultServer::State::reply(int fd, const RecordedRequest& request) {
  const auto fault = fault_for(request);
  const auto content = content_of(request.path);
  if (fault) return reply_with_fault(fd, request, *fault, content);
  if (!content) return send_answer(fd, kNotFound);
  const auto range = request.headers.find("range");
  return send_answer(
      fd, answer_with_range(*content, range == request.headers.end() ? "" : range->second, 0));
}

bool FaultServer::State::reply_with_fault(int fd, const RecordedRequest& request,
                                          const Fault& fault, std::optional<std::string> found) {
  using Kind = Fault::Kind;
  std::string content = found.value_or("");
  const auto header = request.headers.find("range");
  const std::string range = header == request.headers.end() ? "" : header->second;
  const auto head_of = [](const Answer& answer) {
    return fmt::format("HTTP/1.1 {} Status\r\nContent-Length: {}\r\n{}\r\n", answer.status,
                       answer.body.size(), answer.headers);
  };
  const Answer good = found ? answer_with_range(content, range, 0) : kNotFound;
  switch (fault.kind) {
    case Kind::drop:
      return false;
    case Kind::hang_up:
      send_answer(fd, good);
      return false;
    case Kind::silence:
      wait_for_end(fd);
      return false;
    case Kind::cut:
      send_all(fd, head_of(good));
      send_all(fd, std::string_view(good.body).substr(0, fault.number));
      return false;
    case Kind::stall:
      send_all(fd, head_of(good));
      send_all(fd, std::string_view(good.body).substr(0, fault.number));
      wait_for_end(fd);
      return false;
    case Kind::trickle:
      send_all(fd, head_of(good));
      for (const char byte : good.body) {
        pollfd poller{fd, POLLIN, 0};
        if (::poll(&poller, 1, static_cast<int>(fault.number)) != 0) return false;
        if (!send_all(fd, {&byte, 1})) return false;
      }
      return true;
    case Kind::endless: {
      Answer endless = good;
      endless.with_length = false;
      send_answer(fd, endless);
      return send_for_ever(fd, '\0');
    }
    case Kind::chunk_extension:
      send_all(fd, "HTTP/1.1 200 Status\r\nTransfer-Encoding: chunked\r\n\r\n1;");
      return send_for_ever(fd, 'x');
    case Kind::status:
      return send_answer(fd, {static_cast<int>(fault.number), {}, "an error page\n", true});
    case Kind::cut_status:
      send_all(fd,
               fmt::format("HTTP/1.1 {} Status\r\nContent-Length: 100\r\n\r\nan", fault.number));
      return false;
    case Kind::redirect:
      return send_answer(fd, {302, fmt::format("Location: {}\r\n", fault.text), {}, true});
    case Kind::ignore_range:
      return send_answer(fd, {200, {}, std::move(content), true});
    case Kind::whole_cut:
      send_all(fd, head_of({200, {}, content, true}));
      send_all(fd, std::string_view(content).substr(0, fault.number));
      return false;
    case Kind::wrong_range:
      return send_answer(fd, answer_with_range(content, range, fault.number));
    case Kind::to_several:
      send_all(fd, fault.text);
      return false;
    case Kind::captive_page:
      return send_answer(fd, {200, "Content-Type: text/html\r\n", kPage, true});
    case Kind::resize:
      content.resize(fault.number);
      return send_answer(fd, answer_with_range(content, range, 0));
    case Kind::corrupt:
      if (fault.number < content.size())
        content[fault.number] = static_cast<char>(~content[fault.number]);
      return send_answer(fd, answer_with_range(content, range, 0));
  }
  return false;
}

FaultServer::FaultServer() : FaultServer(std::filesystem::path()) {}

FaultServer::FaultServer(std::filesystem::path directory) : state_(std::make_unique<State>()) {
  state_->directory = std::move(directory);
  state_->listen();
}

FaultServer::~FaultServer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    for (const int fd : state_->open_connections) ::shutdown(fd, SHUT_RDWR);
  }
  ::shutdown(state_->listener.get(), SHUT_RDWR);
  state_->acceptor.join();
  for (auto& thread : state_->threads) thread.join();
}

std::string FaultServer::url() const {
  return fmt::format("http://127.0.0.1:{}/", state_->port);
}

void FaultServer::put(const std::string& path, std::string content) {
  const std::lock_guard lock(state_->mutex);
  state_->files[path] = std::move(content);
}

void FaultServer::inject(const std::string& pattern, Fault fault, std::size_t times) {
  const std::lock_guard lock(state_->mutex);
  state_->faults.push_front({pattern, std::move(fault), times, 0});
}

void FaultServer::clear_faults() {
  const std::lock_guard lock(state_->mutex);
  state_->faults.clear();
}

std::vector<RecordedRequest> FaultServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

}  // namespace switchback::test
