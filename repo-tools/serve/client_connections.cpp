#include "repo-tools/serve/client_connections.hpp"

#include <microhttpd.h>

#include <algorithm>

namespace switchback {
namespace {

int socket_of(MHD_Connection* connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

const sockaddr& address_of(MHD_Connection* connection) {
  return *MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
}

}  // namespace

ClientConnections::ClientConnections(unsigned most, std::optional<unsigned> most_per_address,
                                     const PaceLimits& pace)
    : most_(most), addresses_(most_per_address.value_or(std::max(most / 2, 1u))), watch_(pace) {}

void ClientConnections::opened(MHD_Connection* connection) {
  ++open_;
  addresses_.opened(address_of(connection));
  watch_.opened(socket_of(connection));
}

void ClientConnections::closes(MHD_Connection* connection) {
  watch_.closes(socket_of(connection));
  addresses_.closed(address_of(connection));
  --open_;
}

void ClientConnections::answer_begins(MHD_Connection* connection) {
  watch_.answer_begins(socket_of(connection));
}

void ClientConnections::answer_ended(MHD_Connection* connection) {
  watch_.answer_ended(socket_of(connection));
}

ConnectionFigures ClientConnections::figures() const {
  return {open_, most_, addresses_.refused(), watch_.late_requests(), watch_.slow_readers()};
}

}  // namespace switchback
