// Watches the raw bytes of a tar on their way to libarchive and refuses what libarchive would read
// leniently.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// libarchive takes unknown member types for files, corrects sizes, and stops at the first end mark;
// two readers of such an archive see two trees. Here every header is parsed a second time,
// strictly, and what it says is compared with what libarchive says. All refusals are
// TrustError("trust-format").
class TarScreen {
 public:
  struct Member {
    EntryType type = EntryType::file;
    std::uint64_t size = 0;
    std::uint32_t mode = 0;  // of the header; libarchive's may come from an ACL in a pax header
  };

  // The next bytes of the archive, in any pieces.
  void feed(std::string_view bytes);
  // The end of the input: two zero blocks and at most 1 MiB of zeros must have ended the archive.
  void finish() const;
  // The members in order; nothing where libarchive sees one that is not there.
  std::optional<Member> next_member();

 private:
  enum class Body { content, pax, global_pax, long_name, long_link };
  void block(std::string_view header);
  void header(std::string_view header);
  void begin_body(Body kind, std::uint64_t size);
  void end_body();
  void member(std::string_view header, EntryType type);

  std::string block_;            // an incomplete block
  std::uint64_t body_left_ = 0;  // with padding
  std::uint64_t body_size_ = 0;
  Body body_ = Body::content;
  std::string extension_;  // body of an extension header so far
  bool has_global_ = false;
  bool has_pax_ = false;  // this and the next two: for the member that follows
  bool has_long_name_ = false;
  bool has_long_link_ = false;
  std::optional<std::uint64_t> pax_size_;
  std::uint64_t zero_blocks_ = 0;
  std::deque<Member> members_;
};

}  // namespace switchback
