#include <filesystem>
#include <string>

#include "core/transport/range_plan.hpp"
#include "core/transport/url_text.hpp"
#include "core/tree/extractor.hpp"
#include "core/tree/frame_decoder.hpp"
#include "tests/fuzz/folder.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace fs = std::filesystem;

// The first two bytes are the length that was signed, the rest is the frame.
void frame(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const auto low = static_cast<unsigned char>(bytes[0]);
  const auto high = static_cast<unsigned char>(bytes[1]);
  const std::uint32_t length = low + 256U * high;
  std::string content;
  FrameDecoder().decode(bytes.substr(2), length, content);
  must_hold(content.size() == length, "a frame holds what was signed");
}

// The first byte chooses .tar or .tar.zst, the rest is the archive.
void archive(std::string_view bytes) {
  if (bytes.empty()) return;
  const Folder folder;
  const bool compressed = bytes.front() % 2 != 0;
  const fs::path file = folder.path() / (compressed ? "a.tar.zst" : "a.tar");
  write(file, bytes.substr(1));
  ExtractionLimits limits;
  limits.entries = 100;
  limits.bytes = 1 << 20;
  const ExtractionTotals totals = extract_archive(file, folder.path() / "out", limits);
  must_hold(totals.entries <= limits.entries && totals.bytes <= limits.bytes, "limits hold");
}

void address(std::string_view bytes) {
  const std::string shown = url_for_display(bytes);
  must_hold(url_for_display(shown) == shown, "what is shown holds no credentials");
  url_scheme(bytes);
  path_of_file_url(bytes);
  request_path(bytes);
  grants_range(bytes, 0, 10, 100);
  if (const auto path = percent_decode(bytes)) leaves_base(*path);
}

}  // namespace switchback::fuzz
