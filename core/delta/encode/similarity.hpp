// Which files resemble each other, from samples of their content.
//
// A rolling hash (gear) is taken at every byte; places where it is small are the samples. They
// follow the content, wherever it stands in the file. The smallest hashes of a file are its sketch:
// the share that two sketches have in common estimates the share of common content (Broder, On the
// resemblance and containment of documents, 1997).
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace switchback {

struct Sample {
  std::uint64_t hash = 0;  // of the 32 bytes before `offset`
  std::uint64_t offset = 0;

  bool operator==(const Sample&) const = default;
};

// Feeds a file piece by piece and keeps the places whose hash is below 2^64 / `every`.
class Sampler {
 public:
  explicit Sampler(std::uint64_t every);
  void update(std::string_view bytes);
  const std::vector<Sample>& samples() const { return samples_; }

 private:
  std::uint64_t threshold_;
  std::uint64_t hash_ = 0;
  std::uint64_t offset_ = 0;
  std::vector<Sample> samples_;
};

inline constexpr std::size_t kSketchSize = 32;

// At most kSketchSize hashes, sorted. `samples` must be those of a whole file.
std::vector<std::uint64_t> sketch_of(const std::vector<Sample>& samples);
// The distance of samples that gives a file of this size enough of them for its sketch.
std::uint64_t sketch_distance(std::uint64_t size);

// Finds the sketch that has most in common with another.
class SketchIndex {
 public:
  void add(std::uint32_t number, const std::vector<std::uint64_t>& sketch);

  struct Match {
    std::uint32_t number = 0;
    std::uint32_t common = 0;  // hashes; 0: nothing resembles it
  };
  // Of those with equally much in common the one that was added first.
  Match best(const std::vector<std::uint64_t>& sketch) const;

 private:
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> files_;  // by hash
};

}  // namespace switchback
