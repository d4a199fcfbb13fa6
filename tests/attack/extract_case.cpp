#include "tests/attack/extract_case.hpp"

#include <zstd.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/source_tree.hpp"

namespace switchback::test {

ExtractCase::ExtractCase() {
  put_file(victim(), "secret");
  put_file(dir_ / "work/neighbour", "untouched");
}

bool ExtractCase::accepts(const std::string& bytes, const ExtractionLimits& limits) {
  put_file(archive(), bytes);
  std::filesystem::remove_all(destination());
  const auto before = snapshot(dir_.path());
  bool accepted = true;
  try {
    extract_archive(archive(), destination(), limits);
  } catch (const Error& error) {
    accepted = false;
    reason_ = error.what();
    code_ = error.code();
  }
  auto after = snapshot(dir_.path());
  if (accepted)
    std::erase_if(after, [](const auto& item) { return item.first.starts_with("work/dest"); });
  CHECK(after == before);
  return accepted;
}

std::map<std::string, std::string> ExtractCase::tree() const {
  return snapshot(destination());
}

bool extract_accepts(const std::string& archive, const ExtractionLimits& limits) {
  ExtractCase place;
  const bool accepted = place.accepts(archive, limits);
  if (!accepted) UNSCOPED_INFO(place.reason());
  return accepted;
}

void check_refused(const std::string& archive, const std::string& text, const std::string& code) {
  ExtractCase place;
  if (place.accepts(archive)) FAIL("accepted, but should be refused: " + text);
  CHECK(place.code() == code);
  CHECK_THAT(place.reason(), Catch::Contains(text));
}

std::string zstd_frame(const std::string& content, int level) {
  std::string out(ZSTD_compressBound(content.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), content.data(), content.size(), level));
  return out;
}

}  // namespace switchback::test
