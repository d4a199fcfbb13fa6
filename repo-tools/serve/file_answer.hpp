// What the server answers to a request, before any HTTP library is involved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "repo-tools/serve/entity_tags.hpp"
#include "repo-tools/serve/multipart_body.hpp"

namespace switchback {

struct FileRequest {
  std::string method;
  std::string path;  // as on the request line, without the query
  std::string range;
  std::string if_range;
  std::string if_none_match;
};

struct FileAnswer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string text;  // the body where `file` is empty
  Descriptor file;   // the body is `length` bytes of it from `offset`
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::optional<MultipartBody> parts;  // then the body is this, `length` bytes long
};

// Files are opened beneath `repository_fd`; symlinks are not followed. Never throws for what a
// client or the tree did: that is a 404, 405, 416, 500 or 503. HEAD is answered like GET; whoever
// sends it leaves out the body.
FileAnswer answer_file_request(int repository_fd, const FileRequest& request, EntityTags& tags);

// An answer with a short text for people; errors are never cached.
FileAnswer text_answer(int status, const std::string& text);

}  // namespace switchback
