#include "repo-tools/serve/queued_answer.hpp"

#include <microhttpd.h>

#include <memory>
#include <utility>

#include "base/deleter.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

using Response = std::unique_ptr<MHD_Response, Deleter<MHD_destroy_response>>;

// Shorter bodies are sent with their head in one packet instead of through sendfile.
constexpr std::uint64_t kShortBody = 8 * 1024;

// A bounded part of a body with several ranges is in memory at a time.
constexpr std::size_t kBlock = 16 * 1024;

struct OpenParts {
  Descriptor file;
  MultipartBody body;
};

// Called by the library, through which no exception may pass.
ssize_t read_parts(void* parts, std::uint64_t position, char* buffer, std::size_t size) {
  const auto& open = *static_cast<const OpenParts*>(parts);
  try {
    const std::size_t count = open.body.read(open.file.get(), position, buffer, size);
    return count == 0 ? MHD_CONTENT_READER_END_OF_STREAM : static_cast<ssize_t>(count);
  } catch (const std::exception&) {
    return MHD_CONTENT_READER_END_WITH_ERROR;  // closes the connection
  }
}

void close_parts(void* parts) {
  const std::unique_ptr<OpenParts> closed(static_cast<OpenParts*>(parts));
}

Response body_of_parts(FileAnswer& answer) {
  auto parts =
      std::make_unique<OpenParts>(OpenParts{std::move(answer.file), std::move(*answer.parts)});
  Response response(MHD_create_response_from_callback(parts->body.length(), kBlock, read_parts,
                                                      parts.get(), close_parts));
  if (response) static_cast<void>(parts.release());  // the response closes it
  return response;
}

Response body_of(FileAnswer& answer) {
  if (answer.parts) return body_of_parts(answer);
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

}  // namespace

std::string header_of(MHD_Connection* connection, const char* name) {
  const char* value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value == nullptr ? "" : value;
}

bool queue_answer(MHD_Connection* connection, FileAnswer& answer) {
  const Response response = body_of(answer);
  if (!response) return false;
  for (const auto& [name, value] : answer.headers)
    MHD_add_response_header(response.get(), name.c_str(), value.c_str());
  return MHD_queue_response(connection, static_cast<unsigned>(answer.status), response.get()) ==
         MHD_YES;
}

}  // namespace switchback
