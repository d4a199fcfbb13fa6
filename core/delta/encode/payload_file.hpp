// The payload of a delta while it is written: beside the delta, because the header that goes before
// it is known at the end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "core/tree/output_file.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

class PayloadFile {
 public:
  explicit PayloadFile(std::filesystem::path path) : path_(std::move(path)), file_(path_) {}
  PayloadFile(const PayloadFile&) = delete;
  PayloadFile& operator=(const PayloadFile&) = delete;
  // Removes the file.
  ~PayloadFile();

  // Cuts it into pieces meanwhile.
  void append(std::string_view bytes);
  // What follows begins a piece of its own.
  void cut();
  std::vector<DeltaPiece> finish();
  std::uint64_t length() const { return file_.length(); }

  // Once it is finished: all of it, front to back.
  void read(const std::function<void(std::string_view)>& use) const;

 private:
  void end_piece();

  std::filesystem::path path_;
  OutputFile file_;
  Sha256 hash_;
  std::uint32_t piece_length_ = 0;
  std::vector<DeltaPiece> pieces_;
};

}  // namespace switchback
