// What a difference costs: bench-difference OLD NEW [MIB_OF_MEMORY] prints its sizes and the
// processor time of encoding and decoding, and compares what is decoded.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include "base/errors.hpp"
#include "core/difference/difference_decoder.hpp"
#include "core/difference/encode/difference_encoder.hpp"

namespace {

using namespace switchback;

std::string_view mapped(const char* path) {
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw StorageError("open", path, errno);
  const off_t size = ::lseek(descriptor, 0, SEEK_END);
  void* bytes =
      ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ, MAP_PRIVATE, descriptor, 0);
  ::close(descriptor);
  if (bytes == MAP_FAILED) throw StorageError("mmap", path, errno);
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

double processor_seconds_of(const auto& work) {
  const std::clock_t started = std::clock();
  work();
  return static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
}

bool decodes(const difference::Difference& made, std::string_view old_file,
             std::string_view new_file) {
  const auto plan = difference::DifferencePlan::parse(made.plan);
  std::vector<unsigned char> content;
  bool same = plan.new_size == new_file.size();
  for (std::uint64_t frame = 0; frame < plan.frames(); ++frame) {
    content.assign(plan.frame_size(frame), 0);
    difference::decode_frame(plan, old_file, frame, made.frames[frame], content);
    same = same && std::memcmp(content.data(), new_file.data() + frame * difference::kFrameContent,
                               content.size()) == 0;
  }
  return same;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto old_file = mapped(argv[1]);
  const auto new_file = mapped(argv[2]);
  difference::EncoderOptions options;
  if (argc > 3) options.memory = std::strtoull(argv[3], nullptr, 10) << 20;
  difference::Difference made;
  const double encoding = processor_seconds_of(
      [&] { made = difference::encode_difference(old_file, new_file, options); });
  bool same = false;
  const double decoding = processor_seconds_of([&] { same = decodes(made, old_file, new_file); });
  fmt::print(
      "{} -> {} bytes: {} in all, plan {}, {} frames; encoded in {:.2f} s, decoded in {:.2f} s{}\n",
      old_file.size(), new_file.size(), made.size(), made.plan.size(), made.frames.size(), encoding,
      decoding, same ? "" : ", WRONG");
  return same ? 0 : 1;
}
