#include "core/transport/multipart_reader.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "core/transport/header_text.hpp"

namespace switchback {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

[[noreturn]] void refuse(const char* why) {
  throw FetchError("bad-answer", std::string("the answer's parts are damaged: ") + why);
}

// Without the blanks that may follow a delimiter.
std::string_view without_padding(std::string_view line) {
  while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
  return line;
}

}  // namespace

MultipartReader::MultipartReader(const std::string& boundary, Parts& parts)
    : delimiter_("--" + boundary), closing_(delimiter_ + "--"), parts_(parts) {}

void MultipartReader::enter(State state) {
  state_ = state;
  beside_ = 0;
  line_.clear();
}

void MultipartReader::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (state_ == State::body) {
      bytes.remove_prefix(take_body(bytes));
    } else {
      take_beside(bytes.front());
      bytes.remove_prefix(1);
    }
  }
}

std::size_t MultipartReader::take_body(std::string_view bytes) {
  bytes = bytes.substr(0, body_left_);
  body_left_ -= bytes.size();
  if (body_left_ == 0) enter(State::body_end);
  parts_.part_bytes(bytes);
  return bytes.size();
}

// Byte by byte: little stands beside the parts' bodies, and every cut of the answer into packets
// then comes to the same.
void MultipartReader::take_beside(char byte) {
  ++beside_;
  if (state_ == State::epilogue) {
    if (beside_ > kMostBeside) throw FetchError("too-large", "much follows the last part");
    return;
  }
  if (beside_ > kMostBeside) refuse("a head is too long");
  line_ += byte;
  // The last line need not be ended.
  if (state_ == State::delimiter && line_ == closing_) return enter(State::epilogue);
  if (byte == '\n') end_line();
}

void MultipartReader::end_line() {
  std::string_view line = line_;
  const bool ended = line.ends_with(kLineEnd);
  line.remove_suffix(ended ? kLineEnd.size() : 1);
  if (!ended && state_ != State::preamble) refuse("a line is not ended as lines of HTTP are");
  switch (state_) {
    case State::preamble:
      if (without_padding(line) == closing_) refuse("there is none");
      if (without_padding(line) == delimiter_) return enter(State::head);
      break;
    case State::head:
      if (line.empty()) return begin_body();
      take_head_line(line);
      break;
    case State::body_end:
      if (!line.empty()) refuse("one is longer than its head says");
      return enter(State::delimiter);
    default:
      if (without_padding(line) != delimiter_) refuse("no delimiter follows one");
      return enter(State::head);
  }
  line_.clear();
}

void MultipartReader::take_head_line(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) refuse("a line of a head is no header");
  if (!same_name(line.substr(0, colon), "content-range")) return;
  if (range_) refuse("one has two ranges");
  range_ = parse_content_range(trimmed(line.substr(colon + 1)));
  if (!range_) refuse("a range cannot be understood");
}

void MultipartReader::begin_body() {
  if (!range_) refuse("one has no range");
  const ContentRange range = *range_;
  range_.reset();
  body_left_ = range.end - range.begin;
  enter(State::body);
  parts_.part(range);
}

}  // namespace switchback
