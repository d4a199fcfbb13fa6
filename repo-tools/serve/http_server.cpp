#include "repo-tools/serve/http_server.hpp"

#include <fcntl.h>
#include <microhttpd.h>

#include <algorithm>
#include <cstring>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/stoppable_wait.hpp"
#include "repo-tools/serve/address_limit.hpp"
#include "repo-tools/serve/connection_budget.hpp"
#include "repo-tools/serve/connection_watch.hpp"
#include "repo-tools/serve/entity_tags.hpp"
#include "repo-tools/serve/file_answer.hpp"
#include "repo-tools/serve/queued_answer.hpp"
#include "repo-tools/serve/serve_metrics.hpp"

namespace switchback {
namespace {

// Request line and headers, and buffers for one answer: 1,000 idle connections cost 16 MB at most.
constexpr std::size_t kConnectionMemory = 16 * 1024;
// One pool of threads has two at least.
constexpr unsigned kLeastThreads = 2;

void no_log(void*, const char*, va_list) {}

// Paths are decoded once, by served_path, which is stricter than the library.
std::size_t keep_escapes(void*, MHD_Connection*, char* text) {
  return std::strlen(text);
}

int socket_of(MHD_Connection* connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

const sockaddr& address_of(MHD_Connection* connection) {
  return *MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
}

}  // namespace

struct HttpServer::State {
  Descriptor repository;
  Listener listener;
  ServeOptions options;
  unsigned most_connections;
  EntityTags tags;
  ServeMetrics metrics;
  AddressLimit addresses;
  ConnectionWatch watch;
  MHD_Daemon* daemon = nullptr;

  State(const std::filesystem::path& directory, const ListenAddress& address,
        const ServeOptions& serve_options)
      : repository(open_file(directory, O_RDONLY | O_DIRECTORY)),
        listener(listen_at(address)),
        options(serve_options),
        most_connections(std::max(affordable_connections(options.most_connections),
                                  std::max(options.threads, kLeastThreads))),
        addresses(
            options.most_connections_per_address.value_or(std::max(most_connections / 2, 1u))),
        watch(options.pace) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { stop(); }

  void start();
  void stop();
  ConnectionFigures connections() const;
  FileAnswer answer_to(const FileRequest& request);
  MHD_Result handle(MHD_Connection* connection, const char* path, const char* method);
  static MHD_Result admit(void* self, const sockaddr* address, socklen_t size);
  static void follow(void* self, MHD_Connection* connection, void** context,
                     MHD_ConnectionNotificationCode event);
  static void end_request(void* self, MHD_Connection* connection, void** request_state,
                          MHD_RequestTerminationCode reason);
  static MHD_Result handle_access(void* self, MHD_Connection* connection, const char* url,
                                  const char* method, const char* version, const char* upload,
                                  std::size_t* upload_size, void** request_state);
};

void HttpServer::State::start() {
  daemon =
      MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_USE_ITC, 0, &admit,
                       this, &handle_access, this, MHD_OPTION_EXTERNAL_LOGGER, &no_log, nullptr,  //
                       MHD_OPTION_LISTEN_SOCKET, listener.socket.get(),                           //
                       MHD_OPTION_THREAD_POOL_SIZE, std::max(options.threads, kLeastThreads),     //
                       MHD_OPTION_CONNECTION_LIMIT, most_connections,                             //
                       MHD_OPTION_CONNECTION_TIMEOUT, 0u,                      // see `watch`
                       MHD_OPTION_NOTIFY_CONNECTION, &follow, this,            //
                       MHD_OPTION_NOTIFY_COMPLETED, &end_request, this,        //
                       MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionMemory,  //
                       MHD_OPTION_STRICT_FOR_CLIENT, 1,                        //
                       MHD_OPTION_UNESCAPE_CALLBACK, &keep_escapes, nullptr, MHD_OPTION_END);
  if (daemon == nullptr) throw StorageError("serve at", listener.address.text(), errno);
}

// Taken back first, so that the listening socket is closed by its owner and no one else.
void HttpServer::State::stop() {
  if (daemon == nullptr) return;
  if (MHD_quiesce_daemon(daemon) == MHD_INVALID_SOCKET)
    static_cast<void>(listener.socket.release());  // then the library closes it
  MHD_stop_daemon(daemon);
  daemon = nullptr;
}

MHD_Result HttpServer::State::admit(void* self, const sockaddr* address, socklen_t) {
  return static_cast<State*>(self)->addresses.admits(*address) ? MHD_YES : MHD_NO;
}

// The library calls this after accept and before close.
void HttpServer::State::follow(void* self, MHD_Connection* connection, void**,
                               MHD_ConnectionNotificationCode event) {
  auto& state = *static_cast<State*>(self);
  if (event == MHD_CONNECTION_NOTIFY_STARTED) {
    state.addresses.opened(address_of(connection));
    state.watch.opened(socket_of(connection));
  } else {
    state.watch.closes(socket_of(connection));
    state.addresses.closed(address_of(connection));
  }
}

void HttpServer::State::end_request(void* self, MHD_Connection* connection, void**,
                                    MHD_RequestTerminationCode) {
  static_cast<State*>(self)->watch.answer_ended(socket_of(connection));
}

ConnectionFigures HttpServer::State::connections() const {
  const MHD_DaemonInfo* info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
  return {info == nullptr ? 0 : info->num_connections, most_connections, addresses.refused(),
          watch.late_requests(), watch.slow_readers()};
}

FileAnswer HttpServer::State::answer_to(const FileRequest& request) {
  if (options.metrics && request.path == "/metrics" &&
      (request.method == "GET" || request.method == "HEAD"))
    return text_answer(200, metrics.text(connections()));
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
  watch.answer_begins(socket_of(connection));
  return queue_answer(connection, answer) ? MHD_YES : MHD_NO;
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

void HttpServer::run(const std::stop_token& stop) const {
  wait_for_stop(stop);
}

}  // namespace switchback
