// Finds out what two files have in common and writes down the rest.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace switchback::difference {

struct EncoderOptions {
  // Of suffix arrays, at four bytes for each of the old file; where it is less than that takes, the
  // old file is searched in segments, which finds less. Copies of both files come on top.
  std::uint64_t memory = std::uint64_t{1} << 30;
  std::stop_token stop;  // Interrupted is thrown soon after a stop is requested
};

struct Difference {
  std::string plan;
  std::vector<std::string> frames;

  std::uint64_t size() const;
};

// The encoder and the libraries on which its result depends, with their versions.
std::string encoder_name();

// The same bytes for the same files and memory, on every machine.
Difference encode_difference(std::string_view old_file, std::string_view new_file,
                             const EncoderOptions& options = {});

}  // namespace switchback::difference
