#include "core/tree/tar_screen.hpp"

#include <algorithm>
#include <utility>

#include "base/errors.hpp"
#include "core/tree/pax_records.hpp"

namespace switchback {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kMaxExtension = 64 * 1024;      // of a pax header
constexpr std::uint64_t kMaxLongName = 4096 + 1;        // with its NUL
constexpr std::uint64_t kMaxZeroBlocks = 2 * 1024 + 2;  // 1 MiB after the end

// Fields of the header: POSIX.1-2017, pax, "ustar Interchange Format".
struct Field {
  std::size_t offset;
  std::size_t length;
  std::string_view of(std::string_view header) const { return header.substr(offset, length); }
};
constexpr Field kMode{100, 8};
constexpr Field kSize{124, 12};
constexpr Field kChecksum{148, 8};
constexpr std::size_t kType = 156;
constexpr Field kMagic{257, 8};

[[noreturn]] void refuse(const std::string& reason) {
  throw TrustError("trust-format", "tar header: " + reason);
}

bool is_zero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

// Spaces, octal digits, then spaces and NULs only.
std::uint64_t octal(std::string_view field, const char* name) {
  std::size_t i = std::min(field.find_first_not_of(' '), field.size());
  const std::size_t first = i;
  std::uint64_t value = 0;
  for (; i < field.size() && field[i] >= '0' && field[i] <= '7'; ++i)
    value = value * 8 + static_cast<std::uint64_t>(field[i] - '0');
  if (i == first ||
      field.find_first_not_of(std::string_view(" \0", 2), i) != std::string_view::npos)
    refuse(std::string(name) + " is not an octal number");
  return value;
}

// GNU's form for 8 GiB and more: the first byte is 0x80, then a big-endian number.
std::uint64_t member_size(std::string_view header) {
  const std::string_view field = kSize.of(header);
  if ((static_cast<unsigned char>(field.front()) & 0x80U) == 0) return octal(field, "size");
  if (field.substr(0, 5) != std::string_view("\x80\0\0\0\0", 5)) refuse("size is out of range");
  std::uint64_t value = 0;
  for (const char c : field.substr(5)) value = value << 8 | static_cast<unsigned char>(c);
  if (value > kMaxFileSize) refuse("size is out of range");
  return value;
}

void check_checksum(std::string_view header) {
  std::uint64_t sum = kChecksum.length * ' ';
  for (std::size_t i = 0; i < header.size(); ++i)
    if (i < kChecksum.offset || i >= kChecksum.offset + kChecksum.length)
      sum += static_cast<unsigned char>(header[i]);
  if (octal(kChecksum.of(header), "checksum") != sum) refuse("the checksum is wrong");
}

void check_magic(std::string_view header) {
  const std::string_view magic = kMagic.of(header);
  const bool known = magic == std::string_view("ustar\00000", 8) ||
                     magic == std::string_view("ustar  \0", 8) || is_zero(magic);
  if (!known) refuse("this is no known kind of tar");
}

}  // namespace

void TarScreen::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (body_left_ > 0) {
      const auto count =
          static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, bytes.size()));
      if (body_ != Body::content) extension_ += bytes.substr(0, count);
      bytes.remove_prefix(count);
      body_left_ -= count;
      if (body_left_ == 0) end_body();
      continue;
    }
    const std::size_t count = std::min(kBlock - block_.size(), bytes.size());
    block_ += bytes.substr(0, count);
    bytes.remove_prefix(count);
    if (block_.size() < kBlock) return;
    block(block_);
    block_.clear();
  }
}

void TarScreen::block(std::string_view bytes) {
  if (!is_zero(bytes)) {
    if (zero_blocks_ > 0) refuse("there is data after the end of the archive");
    header(bytes);
    return;
  }
  if (has_pax_ || has_long_name_ || has_long_link_) refuse("an extension without a member");
  if (++zero_blocks_ > kMaxZeroBlocks) refuse("there is too much after the end of the archive");
}

void TarScreen::header(std::string_view bytes) {
  check_checksum(bytes);
  check_magic(bytes);
  switch (bytes[kType]) {
    case '0':
    case '\0':
      return member(bytes, EntryType::file);
    case '5':
      return member(bytes, EntryType::directory);
    case '2':
      return member(bytes, EntryType::symlink);
    case 'x':
      if (has_pax_ || has_long_name_ || has_long_link_) refuse("two extensions of one member");
      has_pax_ = true;
      return begin_body(Body::pax, member_size(bytes));
    case 'g':
      if (std::exchange(has_global_, true)) refuse("two global pax headers");
      return begin_body(Body::global_pax, member_size(bytes));
    case 'L':
      if (has_pax_ || has_long_name_) refuse("two extensions of one member");
      has_long_name_ = true;
      return begin_body(Body::long_name, member_size(bytes));
    case 'K':
      if (has_pax_ || has_long_link_) refuse("two extensions of one member");
      has_long_link_ = true;
      return begin_body(Body::long_link, member_size(bytes));
    case '1':
      refuse("a hard link is refused");
    default:
      refuse("a member that is no file, directory or symlink is refused");
  }
}

void TarScreen::member(std::string_view bytes, EntryType type) {
  const std::uint64_t size = pax_size_.value_or(member_size(bytes));
  const auto mode = static_cast<std::uint32_t>(octal(kMode.of(bytes), "mode"));
  if (type != EntryType::file && size != 0) refuse("a directory or symlink has content");
  if (has_long_link_ && type != EntryType::symlink) refuse("a link target without a symlink");
  members_.push_back({type, size, mode});
  has_pax_ = has_long_name_ = has_long_link_ = false;
  pax_size_.reset();
  begin_body(Body::content, size);
}

void TarScreen::begin_body(Body kind, std::uint64_t size) {
  const bool is_pax = kind == Body::pax || kind == Body::global_pax;
  if (is_pax && size > kMaxExtension) refuse("a pax header is longer than 64 KiB");
  if (!is_pax && kind != Body::content && size > kMaxLongName) refuse("a name is too long");
  body_ = kind;
  body_size_ = size;
  body_left_ = (size + kBlock - 1) / kBlock * kBlock;
  extension_.clear();
  if (body_left_ == 0 && kind != Body::content) refuse("an extension is empty");
}

void TarScreen::end_body() {
  if (body_ == Body::content) return;
  extension_.resize(static_cast<std::size_t>(body_size_));
  if (body_ == Body::pax) pax_size_ = check_pax_records(extension_, PaxScope::next_member);
  if (body_ == Body::global_pax) check_pax_records(extension_, PaxScope::whole_archive);
  const bool is_name = body_ == Body::long_name || body_ == Body::long_link;
  if (is_name && extension_.find('\0') != extension_.size() - 1)
    refuse("a long name does not end with its only NUL");
}

void TarScreen::finish() const {
  if (body_left_ > 0 || !block_.empty()) refuse("the archive is cut short");
  if (zero_blocks_ < 2) refuse("the archive has no end");
}

std::optional<TarScreen::Member> TarScreen::next_member() {
  if (members_.empty()) return std::nullopt;
  const Member member = members_.front();
  members_.pop_front();
  return member;
}

}  // namespace switchback
