#include "repo-tools/serve/http_server.hpp"

#include <microhttpd.h>

#include <algorithm>
#include <cstring>

#include "base/errors.hpp"
#include "base/stoppable_wait.hpp"
#include "repo-tools/serve/client_connections.hpp"
#include "repo-tools/serve/connection_budget.hpp"
#include "repo-tools/serve/request_answers.hpp"

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

MHD_Result admit(void* connections, const sockaddr* address, socklen_t) {
  return static_cast<ClientConnections*>(connections)->admits(*address) ? MHD_YES : MHD_NO;
}

void follow(void* connections, MHD_Connection* connection, void**,
            MHD_ConnectionNotificationCode event) {
  auto& all = *static_cast<ClientConnections*>(connections);
  event == MHD_CONNECTION_NOTIFY_STARTED ? all.opened(connection) : all.closes(connection);
}

// That there is such a function makes the library report the end of every request whose line it has
// read, also of one that it refuses itself.
void* begin_request(void*, const char*, MHD_Connection*) {
  return nullptr;
}

MHD_Result handle_request(void* answers, MHD_Connection* connection, const char* path,
                          const char* method, const char*, const char*, std::size_t* upload_size,
                          void** state) {
  return static_cast<RequestAnswers*>(answers)->handle(connection, path, method, *upload_size,
                                                       *state)
             ? MHD_YES
             : MHD_NO;
}

void end_request(void* answers, MHD_Connection* connection, void** state,
                 MHD_RequestTerminationCode) {
  static_cast<RequestAnswers*>(answers)->end(connection, *state);
}

}  // namespace

struct HttpServer::State {
  Listener listener;
  ServeOptions options;
  unsigned most_connections;
  ClientConnections connections;
  RequestAnswers answers;
  MHD_Daemon* daemon = nullptr;

  State(const std::filesystem::path& directory, const ListenAddress& address,
        const ServeOptions& serve_options)
      : listener(listen_at(address)),
        options(serve_options),
        most_connections(std::max(affordable_connections(options.most_connections),
                                  std::max(options.threads, kLeastThreads))),
        connections(most_connections, options.most_connections_per_address, options.pace),
        answers(directory, options.metrics, connections) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { stop(); }

  void start();
  void stop();
};

void HttpServer::State::start() {
  daemon =
      MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_USE_ITC, 0, &admit,
                       &connections, &handle_request, &answers,                                //
                       MHD_OPTION_EXTERNAL_LOGGER, &no_log, nullptr,                           //
                       MHD_OPTION_LISTEN_SOCKET, listener.socket.release(),                    //
                       MHD_OPTION_THREAD_POOL_SIZE, std::max(options.threads, kLeastThreads),  //
                       MHD_OPTION_CONNECTION_LIMIT, most_connections,                          //
                       MHD_OPTION_CONNECTION_TIMEOUT, 0u,                    // see ConnectionWatch
                       MHD_OPTION_NOTIFY_CONNECTION, &follow, &connections,  //
                       MHD_OPTION_URI_LOG_CALLBACK, &begin_request, &answers,  //
                       MHD_OPTION_NOTIFY_COMPLETED, &end_request, &answers,    //
                       MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionMemory,  //
                       MHD_OPTION_STRICT_FOR_CLIENT, 1,                        //
                       MHD_OPTION_UNESCAPE_CALLBACK, &keep_escapes, nullptr, MHD_OPTION_END);
  if (daemon == nullptr) throw StorageError("serve at", listener.address.text(), errno);
}

// The listening socket is the library's from the start on. Taking it back first (quiesce) races
// with a worker thread that is at its limit: both remove it from the worker's epoll set, and the
// library ends the process for the second one (0.9.75).
void HttpServer::State::stop() {
  if (daemon == nullptr) return;
  MHD_stop_daemon(daemon);
  daemon = nullptr;
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
