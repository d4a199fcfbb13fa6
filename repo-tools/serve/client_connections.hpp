// The connections of the server's clients: which are let in, which are cut, how many there are.
#pragma once

#include <sys/socket.h>

#include <atomic>
#include <optional>

#include "repo-tools/serve/address_limit.hpp"
#include "repo-tools/serve/connection_watch.hpp"
#include "repo-tools/serve/serve_metrics.hpp"

struct MHD_Connection;

namespace switchback {

// Thread-safe.
class ClientConnections {
 public:
  // `most_per_address`: nothing: half of `most`; 0: no limit.
  ClientConnections(unsigned most, std::optional<unsigned> most_per_address,
                    const PaceLimits& pace);
  ClientConnections(const ClientConnections&) = delete;
  ClientConnections& operator=(const ClientConnections&) = delete;

  // Whether one more from there is let in.
  bool admits(const sockaddr& address) { return addresses_.admits(address); }
  // After accept and before close.
  void opened(MHD_Connection* connection);
  void closes(MHD_Connection* connection);

  // The client has sent its request and waits from now on.
  void answer_begins(MHD_Connection* connection);
  void answer_ended(MHD_Connection* connection);

  ConnectionFigures figures() const;

 private:
  const unsigned most_;
  std::atomic<unsigned> open_ = 0;
  AddressLimit addresses_;
  ConnectionWatch watch_;
};

}  // namespace switchback
