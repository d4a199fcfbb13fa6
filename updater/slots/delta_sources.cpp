#include "updater/slots/delta_sources.hpp"

#include <utility>

#include "base/errors.hpp"

namespace switchback {
namespace {

template <typename Reading>
auto blame_slot(Reading reading) {
  try {
    return reading();
  } catch (const StorageError& error) {
    throw StateError("damaged-slot", error.what(), "run 'switchback verify --repair'");
  }
}

class SourceFile : public WholeFile {
 public:
  explicit SourceFile(std::unique_ptr<WholeFile> file) : file_(std::move(file)) {}
  std::string_view bytes() const override { return file_->bytes(); }
  void check() const override {
    blame_slot([&] { file_->check(); });
  }

 private:
  std::unique_ptr<WholeFile> file_;
};

}  // namespace

DeltaSources::DeltaSources(const Layout& layout, const SlotImage& image)
    : files_(layout.slot(image.slot), image.index) {}

void DeltaSources::read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) {
  blame_slot([&] { files_.read(ordinal, offset, to, length); });
}

std::unique_ptr<WholeFile> DeltaSources::whole(std::uint32_t ordinal) {
  return std::make_unique<SourceFile>(blame_slot([&] { return files_.whole(ordinal); }));
}

}  // namespace switchback
