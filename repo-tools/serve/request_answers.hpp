// What the server answers, request by request.
#pragma once

#include <cstddef>
#include <filesystem>

#include "base/descriptor.hpp"
#include "repo-tools/serve/client_connections.hpp"
#include "repo-tools/serve/entity_tags.hpp"
#include "repo-tools/serve/file_answer.hpp"
#include "repo-tools/serve/serve_metrics.hpp"

struct MHD_Connection;

namespace switchback {

// Thread-safe. A request's `state` is null at its begin and kept by the HTTP library.
class RequestAnswers {
 public:
  // Throws StorageError where the repository cannot be opened. `connections` lives longer.
  RequestAnswers(const std::filesystem::path& repository, bool with_metrics,
                 ClientConnections& connections);
  RequestAnswers(const RequestAnswers&) = delete;
  RequestAnswers& operator=(const RequestAnswers&) = delete;

  // When the head has arrived, and again when the body, if any, has: that is dropped. False: the
  // connection is to be closed.
  bool handle(MHD_Connection* connection, const char* path, const char* method,
              std::size_t& upload_size, void*& state);
  // Also of a request that the library answered itself.
  void end(MHD_Connection* connection, const void* state);

 private:
  FileAnswer answer_to(const FileRequest& request);
  bool answer(MHD_Connection* connection, const char* path, const char* method);
  void count_own_answer(MHD_Connection* connection);

  const Descriptor repository_;
  const bool with_metrics_;
  ClientConnections& connections_;
  EntityTags tags_;
  ServeMetrics metrics_;
};

}  // namespace switchback
