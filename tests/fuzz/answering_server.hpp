// A server on loopback that answers every connection with the same bytes and closes it.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/descriptor.hpp"

namespace switchback::fuzz {

class AnsweringServer {
 public:
  AnsweringServer();
  AnsweringServer(const AnsweringServer&) = delete;
  AnsweringServer& operator=(const AnsweringServer&) = delete;
  ~AnsweringServer();

  std::uint16_t port() const { return port_; }
  // For connections accepted from now on.
  void answer_with(std::string_view bytes);

 private:
  void serve();
  void answer(int connection);

  Descriptor listener_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::string bytes_;
  std::thread thread_;
};

}  // namespace switchback::fuzz
