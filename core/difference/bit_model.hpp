// The probability of a bit, learned from those before it in the same context.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace switchback::difference {

// How far a model moves towards the bit that it sees, by how many it has seen: 2/3, 2/5, 2/7, …
// (Krichevsky and Trofimov's estimate), from kLimit on always the same, so that it forgets. In
// 2^-16, as all probabilities outside a model.
class BitModel {
 public:
  std::uint32_t zero() const { return state_ >> 16; }
  // What this model says after one of a coarser context has: it counts for the more the more it has
  // seen.
  std::uint32_t zero_after(std::uint32_t coarser) const {
    const auto before = static_cast<std::int64_t>(coarser);
    const std::int64_t apart = static_cast<std::int64_t>(zero()) - before;
    return static_cast<std::uint32_t>(before + apart * kWeight[state_ & kCountMask] / kOne);
  }
  void saw(bool bit) {
    const std::uint32_t count = state_ & kCountMask;
    const auto probability = static_cast<std::int64_t>(state_ >> kCountBits);
    const std::int64_t goal = bit ? kLowest : kHighest;
    const std::int64_t moved = probability + (goal - probability) * kStep[count] / kOne;
    state_ = static_cast<std::uint32_t>(moved) << kCountBits | (count < kLimit ? count + 1 : count);
  }

 private:
  static constexpr std::uint32_t kLimit = 160;
  static constexpr int kCountBits = 10;
  static constexpr std::uint32_t kCountMask = (1U << kCountBits) - 1;
  static constexpr std::int64_t kOne = 1 << 16;
  // In 2^-22; neither end is reached, so that no bit is impossible.
  static constexpr std::int64_t kLowest = 64;
  static constexpr std::int64_t kHighest = (1 << 22) - 65;

  using Table = std::array<std::int64_t, kLimit + 1>;
  static constexpr Table kStep = [] {
    Table step{};
    for (std::size_t i = 0; i <= kLimit; ++i)
      step[i] = kOne * 2 / (2 * static_cast<std::int64_t>(i) + 3);
    return step;
  }();
  static constexpr Table kWeight = [] {
    Table weight{};
    for (std::size_t i = 0; i <= kLimit; ++i) {
      const auto seen = 2 * static_cast<std::int64_t>(i);
      weight[i] = kOne * 9 / 10 * seen / (seen + 3);
    }
    return weight;
  }();

  std::uint32_t state_ = 1U << 31;  // the probability of 0, then the count
};

}  // namespace switchback::difference
