#include "core/delta/encode/payload_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/files.hpp"

namespace switchback {

PayloadFile::~PayloadFile() {
  ::unlink(path_.c_str());
}

void PayloadFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = std::min<std::size_t>(bytes.size(), kMaxDeltaPiece - piece_length_);
    hash_.update(bytes.substr(0, count));
    file_.write(bytes.substr(0, count));
    piece_length_ += static_cast<std::uint32_t>(count);
    bytes.remove_prefix(count);
    if (piece_length_ == kMaxDeltaPiece) end_piece();
  }
}

void PayloadFile::cut() {
  if (piece_length_ != 0) end_piece();
}

std::vector<DeltaPiece> PayloadFile::finish() {
  cut();
  file_.commit();
  return std::move(pieces_);
}

void PayloadFile::read(const std::function<void(std::string_view)>& use) const {
  const Descriptor file = open_file(path_, O_RDONLY | O_NOFOLLOW);
  std::string buffer(1024 * 1024, '\0');
  for (std::uint64_t offset = 0; offset < length();) {
    const std::size_t count =
        pread_some(file.get(), buffer.data(), buffer.size(), offset, path_.string());
    use(std::string_view(buffer.data(), count));
    offset += count;
  }
}

void PayloadFile::end_piece() {
  pieces_.push_back({piece_length_, hash_.finish()});
  piece_length_ = 0;
}

}  // namespace switchback
