#include "core/tree/frame_content.hpp"

#include <algorithm>
#include <iterator>

#include "core/tree/frame_cut.hpp"

namespace switchback {
namespace {

// The furthest end of a member, or of all, that is near enough to `begin`.
std::size_t end_of_part(const FrameContent& content, std::size_t begin) {
  const std::size_t most = begin + kFineCuts.maximum;
  if (content.bytes.size() <= most) return content.bytes.size();
  const auto& ends = content.member_ends;
  const auto beyond = std::upper_bound(ends.begin(), ends.end(), most);
  if (beyond != ends.begin() && *std::prev(beyond) > begin) return *std::prev(beyond);
  return begin + ContentCutter(kFineCuts).take(std::string_view(content.bytes).substr(begin)).count;
}

}  // namespace

std::vector<std::string_view> parts_of(const FrameContent& content) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin < content.bytes.size(); begin += parts.back().size())
    parts.push_back(
        std::string_view(content.bytes).substr(begin, end_of_part(content, begin) - begin));
  return parts;
}

}  // namespace switchback
