#include "repo-tools/serve/request_answers.hpp"

#include <fcntl.h>
#include <microhttpd.h>

#include <cstring>

#include "base/files.hpp"
#include "repo-tools/serve/queued_answer.hpp"

namespace switchback {
namespace {

// States of a request; none at its begin. The library answers those that never become `answered`.
char head_arrived = 0;
char answered = 0;

}  // namespace

RequestAnswers::RequestAnswers(const std::filesystem::path& repository, bool with_metrics,
                               ClientConnections& connections)
    : repository_(open_file(repository, O_RDONLY | O_DIRECTORY)),
      with_metrics_(with_metrics),
      connections_(connections) {}

FileAnswer RequestAnswers::answer_to(const FileRequest& request) {
  if (with_metrics_ && request.path == "/metrics" &&
      (request.method == "GET" || request.method == "HEAD"))
    return text_answer(200, metrics_.text(connections_.figures()));
  return answer_file_request(repository_.get(), request, tags_);
}

bool RequestAnswers::answer(MHD_Connection* connection, const char* path, const char* method) {
  connections_.answer_begins(connection);
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
  metrics_.count(answer.status, head_only ? 0 : length);
  return queue_answer(connection, answer);
}

bool RequestAnswers::handle(MHD_Connection* connection, const char* path, const char* method,
                            std::size_t& upload_size, void*& state) {
  if (state == nullptr) {
    state = &head_arrived;
    return true;
  }
  if (upload_size > 0) {
    upload_size = 0;
    return true;
  }
  state = &answered;
  try {
    return answer(connection, path, method);
  } catch (const std::exception&) {
    return false;
  }
}

void RequestAnswers::count_own_answer(MHD_Connection* connection) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_HTTP_STATUS);
  if (info != nullptr) metrics_.count(static_cast<int>(info->http_status), 0);
}

void RequestAnswers::end(MHD_Connection* connection, const void* state) {
  if (state != &answered) count_own_answer(connection);
  connections_.answer_ended(connection);
}

}  // namespace switchback
