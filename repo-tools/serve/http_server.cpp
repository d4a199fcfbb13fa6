#include "repo-tools/serve/http_server.hpp"

#include <fcntl.h>
#include <microhttpd.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>

#include "base/deleter.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/stoppable_wait.hpp"
#include "repo-tools/serve/entity_tags.hpp"
#include "repo-tools/serve/file_answer.hpp"
#include "repo-tools/serve/serve_metrics.hpp"

namespace switchback {
namespace {

using Response = std::unique_ptr<MHD_Response, Deleter<MHD_destroy_response>>;

// Request line and headers, and buffers for one answer: 1,000 idle connections cost 16 MB at most.
constexpr std::size_t kConnectionMemory = 16 * 1024;
// Shorter bodies are sent with their head in one packet instead of through sendfile.
constexpr std::uint64_t kShortBody = 8 * 1024;
constexpr unsigned kReservedDescriptors = 64;

void no_log(void*, const char*, va_list) {}

// Paths are decoded once, by served_path, which is stricter than the library.
std::size_t keep_escapes(void*, MHD_Connection*, char* text) {
  return std::strlen(text);
}

// Every connection may have a file open besides its socket.
unsigned affordable_connections(unsigned wanted) {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  const rlim_t spare = std::max<rlim_t>(limit.rlim_cur, 2 * kReservedDescriptors);
  return static_cast<unsigned>(std::min<rlim_t>(wanted, (spare - kReservedDescriptors) / 2));
}

std::string header_of(MHD_Connection* connection, const char* name) {
  const char* value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value == nullptr ? "" : value;
}

Response body_of(FileAnswer& answer) {
  if (!answer.file)
    return Response(MHD_create_response_from_buffer(answer.text.size(), answer.text.data(),
                                                    MHD_RESPMEM_MUST_COPY));
  if (answer.length <= kShortBody) {
    std::string bytes = pread_exact(answer.file.get(), answer.length, answer.offset, "a file");
    return Response(
        MHD_create_response_from_buffer(bytes.size(), bytes.data(), MHD_RESPMEM_MUST_COPY));
  }
  Response response(
      MHD_create_response_from_fd_at_offset64(answer.length, answer.file.get(), answer.offset));
  if (response) answer.file.release();  // the response closes it
  return response;
}

MHD_Result send(MHD_Connection* connection, FileAnswer& answer) {
  const Response response = body_of(answer);
  if (!response) return MHD_NO;
  for (const auto& [name, value] : answer.headers)
    MHD_add_response_header(response.get(), name.c_str(), value.c_str());
  return MHD_queue_response(connection, static_cast<unsigned>(answer.status), response.get());
}

}  // namespace

struct HttpServer::State {
  Descriptor repository;
  Listener listener;
  ServeOptions options;
  EntityTags tags;
  ServeMetrics metrics;
  MHD_Daemon* daemon = nullptr;

  State(const std::filesystem::path& directory, const ListenAddress& address,
        const ServeOptions& serve_options)
      : repository(open_file(directory, O_RDONLY | O_DIRECTORY)),
        listener(listen_at(address)),
        options(serve_options) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { stop(); }

  void start();
  void stop();
  std::uint64_t open_connections() const;
  FileAnswer answer_to(const FileRequest& request);
  MHD_Result handle(MHD_Connection* connection, const char* path, const char* method);
  static MHD_Result handle_access(void* self, MHD_Connection* connection, const char* url,
                                  const char* method, const char* version, const char* upload,
                                  std::size_t* upload_size, void** request_state);
};

void HttpServer::State::start() {
  const unsigned connections = affordable_connections(options.most_connections);
  daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, nullptr, nullptr, &handle_access, this,
      MHD_OPTION_EXTERNAL_LOGGER, &no_log, nullptr,                                        //
      MHD_OPTION_LISTEN_SOCKET, listener.socket.get(),                                     //
      MHD_OPTION_THREAD_POOL_SIZE, std::max(options.threads, 2u),                          //
      MHD_OPTION_CONNECTION_LIMIT, std::max(connections, 2 * options.threads),             //
      MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(options.idle_timeout.count()),  //
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionMemory,                               //
      MHD_OPTION_STRICT_FOR_CLIENT, 1,                                                     //
      MHD_OPTION_UNESCAPE_CALLBACK, &keep_escapes, nullptr, MHD_OPTION_END);
  if (daemon == nullptr) throw StorageError("serve at", listener.address.text(), errno);
}

// Taken back first, so that the listening socket is closed by its owner and no one else.
void HttpServer::State::stop() {
  if (daemon == nullptr) return;
  MHD_quiesce_daemon(daemon);
  MHD_stop_daemon(daemon);
  daemon = nullptr;
}

std::uint64_t HttpServer::State::open_connections() const {
  const MHD_DaemonInfo* info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
  return info == nullptr ? 0 : info->num_connections;
}

FileAnswer HttpServer::State::answer_to(const FileRequest& request) {
  if (options.metrics && request.path == "/metrics" &&
      (request.method == "GET" || request.method == "HEAD"))
    return text_answer(200, metrics.text(open_connections()));
  return answer_file_request(repository.get(), request, tags);
}

MHD_Result HttpServer::State::handle(MHD_Connection* connection, const char* path,
                                     const char* method) {
  FileAnswer answer;
  try {
    answer = answer_to({method, path, header_of(connection, MHD_HTTP_HEADER_RANGE),
                        header_of(connection, MHD_HTTP_HEADER_IF_RANGE),
                        header_of(connection, MHD_HTTP_HEADER_IF_NONE_MATCH)});
  } catch (const std::exception&) {
    answer = text_answer(500, "Internal error\n");
  }
  const bool head_only = std::strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
  const std::uint64_t length = answer.file ? answer.length : answer.text.size();
  metrics.count(answer.status, head_only ? 0 : length);
  return send(connection, answer);
}

// Called once when the head has arrived and again when the body, if any, has: it is dropped.
MHD_Result HttpServer::State::handle_access(void* self, MHD_Connection* connection, const char* url,
                                            const char* method, const char*, const char*,
                                            std::size_t* upload_size, void** request_state) {
  if (*request_state == nullptr) {
    *request_state = self;
    return MHD_YES;
  }
  if (*upload_size > 0) {
    *upload_size = 0;
    return MHD_YES;
  }
  try {
    return static_cast<State*>(self)->handle(connection, url, method);
  } catch (const std::exception&) {
    return MHD_NO;  // closes the connection
  }
}

HttpServer::HttpServer(const std::filesystem::path& repository, const ListenAddress& address,
                       const ServeOptions& options)
    : state_(std::make_unique<State>(repository, address, options)) {
  state_->start();
}

HttpServer::~HttpServer() = default;

const ListenAddress& HttpServer::address() const {
  return state_->listener.address;
}

void HttpServer::run(std::stop_token stop) const {
  wait_for_stop(stop);
}

}  // namespace switchback
