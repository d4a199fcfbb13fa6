// The caller's network settings as the transport layer takes them.
#pragma once

#include "core/transport/transport_options.hpp"
#include "switchback/host.hpp"

namespace switchback {

inline TransportOptions transport_options(const HostSettings& settings) {
  TransportOptions options;
  options.stop = settings.stop;
  options.ca_file = settings.network.ca_file;
  options.client_certificate = settings.network.client_certificate;
  options.token_file = settings.network.token_file;
  options.proxy = settings.network.proxy;
  options.limit_rate = settings.network.limit_rate;
  if (settings.network.timeout.count() != 0) options.stall_timeout = settings.network.timeout;
  return options;
}

}  // namespace switchback
