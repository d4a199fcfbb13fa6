#include "tests/unit/core/difference/round_trip.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <span>

namespace switchback::test {

std::string decoded(const difference::Difference& made, std::string_view old_file) {
  const auto plan = difference::DifferencePlan::parse(made.plan);
  std::string content(plan.new_size, '?');
  for (std::uint64_t frame = plan.frames(); frame-- > 0;)
    difference::decode_frame(
        plan, old_file, frame, made.frames.at(frame),
        {reinterpret_cast<unsigned char*>(content.data()) + frame * difference::kFrameContent,
         plan.frame_size(frame)});
  return content;
}

difference::Difference checked_difference(std::string_view old_file, std::string_view new_file,
                                          const difference::EncoderOptions& options) {
  auto made = difference::encode_difference(old_file, new_file, options);
  REQUIRE(decoded(made, old_file) == new_file);
  return made;
}

std::string noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace switchback::test
