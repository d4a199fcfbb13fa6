// The embedded web server of `switchback-repo serve`: a repository as plain files over HTTP/1.1.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>

#include "repo-tools/serve/connection_pace.hpp"
#include "repo-tools/serve/listen_address.hpp"

namespace switchback {

struct ServeOptions {
  unsigned threads = 4;
  // More wait until one ends; bounded by the limit on open files as well.
  unsigned most_connections = 16'384;
  // More from one address are closed at once; 0: no limit. By default half of all that there may
  // be, so that no single site shuts out the others, and a site of thousands of hosts behind one
  // address is still served.
  std::optional<unsigned> most_connections_per_address;
  PaceLimits pace;      // slower connections are cut
  bool metrics = true;  // at /metrics
};

// GET and HEAD of index.html, metadata/ and targets/; single ranges, entity tags by content,
// keep-alive. Listens from construction to destruction, on threads of its own (epoll, sendfile).
// Raises this process's soft limit on open files to the hard one.
class HttpServer {
 public:
  // Throws StorageError where the directory cannot be opened or the address not be listened at.
  HttpServer(const std::filesystem::path& repository, const ListenAddress& address,
             const ServeOptions& options = {});
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();  // answers under way are cut

  // With the port that was bound.
  const ListenAddress& address() const;
  // Returns when a stop is requested.
  void run(const std::stop_token& stop) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace switchback
