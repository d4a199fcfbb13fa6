// Cuts the bytes of a multipart/byteranges answer (RFC 9110, section 14.6) into its parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/transport/content_range.hpp"

namespace switchback {

// A part is as long as its Content-Range says; the boundary is looked for only where it must stand,
// so that content may have it too. Holds one line at most, and that is bounded. What is wrong ends
// in FetchError("bad-answer"), or "too-large" after the last part; messages do not name the mirror.
class MultipartReader {
 public:
  // Both may throw; the exception leaves feed() unchanged.
  class Parts {
   public:
    virtual ~Parts() = default;
    virtual void part(const ContentRange& range) = 0;     // its bytes follow
    virtual void part_bytes(std::string_view bytes) = 0;  // as many as the range has, in all
  };

  // Of what stands before the first part, of a part's head and of what stands after the last part.
  static constexpr std::size_t kMostBeside = 8 * 1024;

  MultipartReader(const std::string& boundary, Parts& parts);

  void feed(std::string_view bytes);
  // After the delimiter that ends the last part.
  bool complete() const { return state_ == State::epilogue; }

 private:
  enum class State { preamble, head, body, body_end, delimiter, epilogue };

  void enter(State state);
  std::size_t take_body(std::string_view bytes);
  void take_beside(char byte);
  void end_line();
  void take_head_line(std::string_view line);
  void begin_body();

  const std::string delimiter_;
  const std::string closing_;
  Parts& parts_;
  State state_ = State::preamble;
  std::size_t beside_ = 0;  // bytes in this state
  std::string line_;
  std::optional<ContentRange> range_;  // of the part whose head is read
  std::uint64_t body_left_ = 0;
};

}  // namespace switchback
