#include "repo-tools/serve/file_answer.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "repo-tools/serve/byte_range.hpp"
#include "repo-tools/serve/cache_policy.hpp"
#include "repo-tools/serve/served_path.hpp"

namespace switchback {
namespace {

FileAnswer not_found() {
  return text_answer(404, "Not found\n");
}

void answer_part(FileAnswer& answer, const ByteSpan& range) {
  answer.status = 206;
  answer.headers.emplace_back(
      "Content-Range",
      fmt::format("bytes {}-{}/{}", range.offset, range.offset + range.length - 1, answer.length));
  answer.offset = range.offset;
  answer.length = range.length;
}

void answer_parts(FileAnswer& answer, const std::vector<ByteSpan>& ranges, const std::string& type,
                  const std::string& tag) {
  answer.status = 206;
  answer.parts.emplace(ranges, answer.length, type, tag);
  answer.headers.emplace_back("Content-Type", answer.parts->content_type());
  answer.length = answer.parts->length();
}

FileAnswer answer_with(Descriptor file, const struct stat& info, const std::string& path,
                       const FileRequest& request, EntityTags& tags) {
  const auto size = static_cast<std::uint64_t>(info.st_size);
  FileAnswer answer;
  const std::string tag = tags.tag_of(path, file.get(), info);
  answer.headers = {{"ETag", tag}, {"Cache-Control", std::string(cache_control(path))}};
  if (names_tag(request.if_none_match, tag)) {
    answer.status = 304;
    return answer;
  }
  answer.headers.emplace_back("Accept-Ranges", "bytes");
  const bool range_holds = request.if_range.empty() || request.if_range == tag;
  const RequestedRanges ranges = parse_ranges(range_holds ? request.range : "", size);
  if (ranges.kind == RequestedRanges::Kind::unsatisfiable) {
    answer = text_answer(416, "Range not satisfiable\n");
    answer.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size));
    return answer;
  }
  answer.file = std::move(file);
  answer.length = size;
  if (ranges.parts.size() > 1) {
    answer_parts(answer, ranges.parts, std::string(content_type(path)), tag);
    return answer;
  }
  if (ranges.kind == RequestedRanges::Kind::parts) answer_part(answer, ranges.parts.front());
  answer.headers.emplace_back("Content-Type", std::string(content_type(path)));
  return answer;
}

FileAnswer answer_of_storage_error(const StorageError& error) {
  switch (error.error_number()) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return text_answer(503, "Too busy\n");
    case EIO:
      return text_answer(500, "Internal error\n");
    default:  // missing, a symlink, no permission: nothing that is published
      return not_found();
  }
}

}  // namespace

FileAnswer text_answer(int status, const std::string& text) {
  FileAnswer answer;
  answer.status = status;
  answer.text = text;
  answer.headers = {{"Cache-Control", "no-store"}, {"Content-Type", "text/plain; charset=utf-8"}};
  return answer;
}

FileAnswer answer_file_request(int repository_fd, const FileRequest& request, EntityTags& tags) {
  if (request.method != "GET" && request.method != "HEAD") {
    FileAnswer answer = text_answer(405, "Only GET and HEAD\n");
    answer.headers.emplace_back("Allow", "GET, HEAD");
    return answer;
  }
  const auto path = served_path(request.path);
  if (!path) return not_found();
  try {
    // O_NONBLOCK: opening a pipe must not hang a thread of the server.
    Descriptor file = open_beneath(repository_fd, *path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const struct stat info = stat_of(file.get(), *path);
    if (!S_ISREG(info.st_mode)) return not_found();
    return answer_with(std::move(file), info, *path, request, tags);
  } catch (const StorageError& error) {
    return answer_of_storage_error(error);
  }
}

}  // namespace switchback
