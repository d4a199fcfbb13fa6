// One archive against the extractor, with a guarded surrounding: whatever happens, nothing outside
// the destination may change, and a refusal leaves nothing behind.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/tree/extractor.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::test {

class ExtractCase {
 public:
  ExtractCase();

  std::filesystem::path destination() const { return dir_ / "work/dest"; }
  std::filesystem::path archive() const { return dir_ / "archive"; }
  // Outside the destination, with a known content: "secret".
  std::filesystem::path victim() const { return dir_ / "victim"; }

  // Whether the archive was accepted; `reason()` says why not.
  bool accepts(const std::string& archive, const ExtractionLimits& limits = {});
  const std::string& reason() const { return reason_; }
  const std::string& code() const { return code_; }
  std::map<std::string, std::string> tree() const;

 private:
  TemporaryDirectory dir_;
  std::string reason_;
  std::string code_;
};

// In one call with a place of its own.
bool extract_accepts(const std::string& archive, const ExtractionLimits& limits = {});
// Refused with this code, and the reason contains `text`.
void check_refused(const std::string& archive, const std::string& text,
                   const std::string& code = "trust-format");

std::string zstd_frame(const std::string& content, int level = 3);

}  // namespace switchback::test
