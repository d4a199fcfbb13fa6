#include "core/difference/x86_sweep.hpp"

namespace switchback::difference {
namespace {
// Short names for a table of 256.
constexpr std::uint8_t M = OpcodeShape::kModrm, B = OpcodeShape::kByte, W = OpcodeShape::kWord,
                       D = OpcodeShape::kDword, P = OpcodeShape::kPrefix, S = OpcodeShape::kSpecial,
                       MB = M | B, MD = M | D, WB = W | B;
}  // namespace

const std::uint8_t kOneByteShapes[256] = {
    M,  M,  M,  M,  B, D, 0,  0,  M,  M,  M, M,  B, D, 0, S,  // 00
    M,  M,  M,  M,  B, D, 0,  0,  M,  M,  M, M,  B, D, 0, 0,  // 10
    M,  M,  M,  M,  B, D, P,  0,  M,  M,  M, M,  B, D, P, 0,  // 20
    M,  M,  M,  M,  B, D, P,  0,  M,  M,  M, M,  B, D, P, 0,  // 30
    P,  P,  P,  P,  P, P, P,  P,  P,  P,  P, P,  P, P, P, P,  // 40: REX
    0,  0,  0,  0,  0, 0, 0,  0,  0,  0,  0, 0,  0, 0, 0, 0,  // 50
    0,  0,  S,  M,  P, P, P,  P,  D,  MD, B, MB, 0, 0, 0, 0,  // 60
    B,  B,  B,  B,  B, B, B,  B,  B,  B,  B, B,  B, B, B, B,  // 70
    MB, MD, MB, MB, M, M, M,  M,  M,  M,  M, M,  M, M, M, M,  // 80
    0,  0,  0,  0,  0, 0, 0,  0,  0,  0,  0, 0,  0, 0, 0, 0,  // 90
    S,  S,  S,  S,  0, 0, 0,  0,  B,  D,  0, 0,  0, 0, 0, 0,  // a0
    B,  B,  B,  B,  B, B, B,  B,  S,  S,  S, S,  S, S, S, S,  // b0
    MB, MB, W,  0,  S, S, MB, MD, WB, 0,  W, 0,  0, B, 0, 0,  // c0
    M,  M,  M,  M,  0, 0, 0,  0,  M,  M,  M, M,  M, M, M, M,  // d0
    B,  B,  B,  B,  B, B, B,  B,  S,  S,  0, B,  0, 0, 0, 0,  // e0
    P,  0,  P,  P,  0, 0, S,  S,  0,  0,  0, 0,  0, 0, M, M,  // f0
};

const std::uint8_t kTwoByteShapes[256] = {
    M,  M,  M,  M,  0,  0,  0,  0, 0, 0, 0,  0, 0,  M, 0, 0,  // 00
    M,  M,  M,  M,  M,  M,  M,  M, M, M, M,  M, M,  M, M, M,  // 10
    M,  M,  M,  M,  M,  M,  M,  M, M, M, M,  M, M,  M, M, M,  // 20
    0,  0,  0,  0,  0,  0,  0,  0, 0, 0, 0,  0, 0,  0, 0, 0,  // 30
    M,  M,  M,  M,  M,  M,  M,  M, M, M, M,  M, M,  M, M, M,  // 40
    M,  M,  M,  M,  M,  M,  M,  M, M, M, M,  M, M,  M, M, M,  // 50
    M,  M,  M,  M,  M,  M,  M,  M, M, M, M,  M, M,  M, M, M,  // 60
    MB, MB, MB, MB, M,  M,  M,  0, M, M, M,  M, M,  M, M, M,  // 70
    D,  D,  D,  D,  D,  D,  D,  D, D, D, D,  D, D,  D, D, D,  // 80
    M,  M,  M,  M,  M,  M,  M,  M, M, M, M,  M, M,  M, M, M,  // 90
    0,  0,  0,  M,  MB, M,  M,  M, 0, 0, 0,  M, MB, M, M, M,  // a0
    M,  M,  M,  M,  M,  M,  M,  M, M, M, MB, M, M,  M, M, M,  // b0
    M,  M,  MB, M,  MB, MB, MB, M, 0, 0, 0,  0, 0,  0, 0, 0,  // c0
    M,  M,  M,  M,  M,  M,  M,  M, M, M, M,  M, M,  M, M, M,  // d0
    M,  M,  M,  M,  M,  M,  M,  M, M, M, M,  M, M,  M, M, M,  // e0
    M,  M,  M,  M,  M,  M,  M,  M, M, M, M,  M, M,  M, M, M,  // f0
};

}  // namespace switchback::difference
